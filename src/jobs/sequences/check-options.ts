import { checkCount, OptionError } from "../option-error.ts";
import { suggest } from "../table/data-error.ts";
import type { TrainingLimits } from "./task.ts";

/** What every training of sequences is told, beside its limits. */
interface SharedOptions extends TrainingLimits {
  readonly preset: string;
  readonly models: readonly string[];
  readonly maxLength: number;
  readonly tokensPerBatch: number;
}

/**
 * Throws an OptionError for a preset or model that is not among the known ones, and for numbers that cannot be
 * followed.
 */
export function checkTrainingOptions(
  options: SharedOptions,
  known: { readonly presets: readonly string[]; readonly models: readonly string[] },
): void {
  const { preset, models, minutes } = options;
  if (!known.presets.includes(preset))
    throw new OptionError(`there is no preset "${preset}"; help: ${suggest(preset, known.presets)}`);
  for (const model of models) {
    if (!known.models.includes(model))
      throw new OptionError(`there is no model "${model}"; help: ${suggest(model, known.models)}`);
  }
  for (const name of ["maxLength", "tokensPerBatch", "updates", "validateEvery", "patience", "average"] as const)
    checkCount(name, options[name], 1);
  checkCount("seed", options.seed, 0);
  if (minutes !== undefined && !(minutes > 0 && Number.isFinite(minutes)))
    throw new OptionError(`minutes must be above 0, got ${minutes}`);
}

/**
 * Throws an OptionError that lists the options which are given and differ from those that a training was begun with.
 * Its limits may be given anew, and so may `others`.
 */
export function checkResumed(options: object, begun: object, others: readonly string[]): void {
  const changeable = new Set(["updates", "minutes", "patience", ...others]);
  const old = new Map<string, unknown>(Object.entries(begun));
  const differing = Object.entries(options).flatMap(([name, value]) => {
    const [was, now] = [old.get(name), value].map((one) => JSON.stringify(one) ?? "not given");
    return changeable.has(name) || was === now ? [] : [`${name} was ${was} and is now ${now}`];
  });
  if (differing.length === 0) return;
  throw new OptionError(
    `a training that is resumed keeps its options: ${differing.join(", ")}; help: leave ` +
      `${differing.length === 1 ? "it" : "them"} out, or begin a new training`,
  );
}
