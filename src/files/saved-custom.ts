import type { OptionNames } from "../tensor/options.ts";
import { z } from "zod";
import type { CellSpec } from "../layers/recurrent/shared/cell.ts";
import type { InitialValues } from "../models/build-weights.ts";
import type { Model } from "../models/model.ts";
import type { AnyLayerSpec } from "../models/symbolic-tensor.ts";

/**
 * How what is a user's own in a saved model is made again. Options are what the file says, to be checked by whoever
 * gets them.
 */
export interface LoadOptions {
  /** Makes layers from their options, by their kinds: { smooth: (options) => smooth(options) }. */
  readonly custom?: Readonly<Record<string, (options: unknown) => AnyLayerSpec>>;
  /** Makes cells of rnn from their options, by their kinds. */
  readonly customCells?: Readonly<Record<string, (options: unknown) => CellSpec>>;
  /**
   * Makes models of customModel, by their names, with the weights that it is given: { ratio: (options, first) =>
   * customModel({ …, ...first }) }.
   */
  readonly customModels?: Readonly<Record<string, (options: unknown, first: InitialValues) => Model>>;
}

export const loadNames: OptionNames<LoadOptions> = { custom: true, customCells: true, customModels: true };

/**
 * What a file that is being read may have of the user's own. Reading does not wait for anything, so there is one at a
 * time.
 */
let current: LoadOptions = {};

/** Reads something, layers within layers too, with the user's own kinds. */
export function withCustom<Result>(options: LoadOptions, read: () => Result): Result {
  const outer = current;
  current = options;
  try {
    return read();
  } finally {
    current = outer;
  }
}

/** The user's layer of a kind. */
export function customLayer(kind: string, options: unknown, context: z.RefinementCtx): AnyLayerSpec {
  const make = current.custom !== undefined && Object.hasOwn(current.custom, kind) ? current.custom[kind] : undefined;
  const path = ["kind"];
  if (make === undefined) {
    const message =
      `there is no layer ${kind}; help: if it is your own, loadModel(folder, { custom: ` +
      `{ ${kind}: (options) => … } }), else a newer version of Lookback`;
    context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  }
  const spec = constructed(() => make(options), `the custom layer ${kind}`, ["options"], context);
  if (spec === z.NEVER || spec.kind === kind) return spec;
  context.addIssue({
    code: "custom",
    path,
    message: `custom.${kind} made a layer of kind ${spec.kind}; help: of kind ${kind}`,
  });
  return z.NEVER;
}

/** The user's cell of a kind. */
export function customCell(kind: string, options: unknown, context: z.RefinementCtx): CellSpec {
  const { customCells = {} } = current;
  if (Object.hasOwn(customCells, kind))
    return constructed(() => customCells[kind](options), `the custom cell ${kind}`, ["options"], context);
  const message =
    `there is no cell ${kind}; help: if it is your own, loadModel(folder, { customCells: ` +
    `{ ${kind}: (options) => … } }), else a newer version of Lookback`;
  context.addIssue({ code: "custom", path: ["kind"], message });
  return z.NEVER;
}

/** What makes the user's model of a name. */
export function customModelMaker(
  name: string,
  context: z.RefinementCtx,
): (options: unknown, first: InitialValues) => Model {
  const { customModels = {} } = current;
  if (Object.hasOwn(customModels, name)) return customModels[name];
  const message =
    `there is no custom model ${name}; help: loadModel(folder, { customModels: { ${name}: ` +
    `(options, first) => customModel({ …, ...first }) } })`;
  context.addIssue({ code: "custom", path: ["name"], message });
  return z.NEVER;
}

/** What f makes; its error is told as one of the file. */
export function constructed<Result>(
  f: () => Result,
  what: string,
  path: (string | number)[],
  context: z.RefinementCtx,
): Result {
  try {
    return f();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = reason.startsWith(what) ? reason : `${what}: ${reason}`;
    context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  }
}
