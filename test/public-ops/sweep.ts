import type { Backend } from "../../src/kernels/backend.ts";
import { backend as current, use } from "../../src/kernels/current.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { release, scope } from "../../src/tensor/memory.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { intTensor, ones, tensor, type Tensor } from "../../src/tensor/tensor.ts";
import { sum } from "../../src/ops/sum.ts";
import { add } from "../../src/ops/add.ts";
import { multiply } from "../../src/ops/multiply.ts";
import { numbers } from "../conformance/case.ts";
import type { Argument, SweptCase } from "./case.ts";

/** Sizes that are none, or too large for something on the way. */
export const oddSizes = [
  -1,
  0,
  0.5,
  1.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 2,
  2 ** 33 - 2,
  2 ** 53,
  1e300,
];
const oddReals = [NaN, Infinity, -1, 1e300];

/** One change to a case. */
export interface Variant {
  readonly title: string;
  /** Lengths of axes by name. */
  readonly axes: Readonly<Record<string, number>>;
  readonly numbers: Readonly<Record<string, number>>;
  /** Another shape of one tensor alone. */
  readonly reshaped?: { readonly name: string; readonly shape: readonly number[] };
  /** What is done to one tensor before the call. */
  readonly spoiled?: { readonly name: string; readonly how: Spoiling };
  /** Whether anything that is no crash will do. */
  readonly anyResult?: boolean;
}

type Spoiling = "foreign" | "float64" | "released" | "other dtype" | "mutated shape";
const spoilings: readonly Spoiling[] = ["foreign", "float64", "released", "other dtype", "mutated shape"];

/** All changes to a case, the first of them none. */
export function variantsOf(given: SweptCase): readonly Variant[] {
  const base = { axes: given.axes, numbers: { ...given.sizes, ...given.reals } };
  const lengths = Object.keys(given.axes).map((axis) => ({
    ...base,
    title: `${axis} 0`,
    axes: { ...given.axes, [axis]: 0 },
  }));
  const single = Object.entries(given.tensors).flatMap(([name, { shape }]) =>
    shape.flatMap((_, k) =>
      [0, 7].map((length) => {
        const own = shape.map((axis) => lengthOf(axis, given.axes));
        own[k] = length;
        return { ...base, title: `${name} [${own.join(", ")}]`, reshaped: { name, shape: own } };
      }),
    ),
  );
  const odd = (names: object | undefined, values: readonly number[], anyResult: boolean): Variant[] =>
    Object.keys(names ?? {}).flatMap((name) =>
      values.map((value) => ({
        ...base,
        title: `${name} = ${value}`,
        numbers: { ...base.numbers, [name]: value },
        anyResult,
      })),
    );
  const spoiled = Object.keys(given.tensors).flatMap((name) =>
    spoilings.map((how) => ({ ...base, title: `${how} ${name}`, spoiled: { name, how } })),
  );
  return [
    { ...base, title: "as it should be" },
    ...lengths,
    ...single,
    ...odd(given.sizes, oddSizes, false),
    ...odd(given.reals, oddReals, true),
    ...spoiled,
  ];
}

function lengthOf(axis: string | number, lengths: Readonly<Record<string, number>>): number {
  return typeof axis === "number" ? axis : lengths[axis];
}

/** What a call gave: shapes and numbers, or an error. */
export type Outcome =
  | { readonly error: string }
  | { readonly results: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[] };

/** Runs one variant on a backend: the call, and the gradients of the sum of its squares. */
export function outcomeOf(given: SweptCase, variant: Variant, on: Backend, foreign: Backend): Outcome {
  const before = current;
  use(on);
  try {
    return scope(() => ({ results: resultsOf(given, variant, on, foreign) }));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    use(before);
  }
}

function resultsOf(given: SweptCase, variant: Variant, on: Backend, foreign: Backend) {
  const { axes, numbers: given_, spoiled, reshaped } = variant;
  const tensors = Object.fromEntries(
    Object.entries(given.tensors).map(([name, argument], i) => {
      const shape = reshaped?.name === name ? [...reshaped.shape] : argument.shape.map((a) => lengthOf(a, axes));
      const how = spoiled?.name === name ? spoiled.how : undefined;
      return [name, tensorFor(argument, shape, i, how, on, foreign)];
    }),
  );
  const run = (): readonly Tensor[] => given.run(tensors, given_).filter((y) => y !== null);
  const targets = Object.entries(tensors).filter(([name]) => given.tensors[name].below === undefined);
  if (given.differentiable === false) return run().map(read);
  let found: readonly Tensor[] = [];
  const { gradients: computed } = gradients(
    () => {
      found = run();
      const losses = found.filter(({ dtype }) => dtype !== "int32").map((y) => sum(multiply(y, y)));
      return losses.reduce(add, multiply(ones([]), ones([])));
    },
    targets.map(([, value]) => value),
  );
  return [...found, ...computed].map(read);
}

function read(y: Tensor) {
  return { shape: [...y.shape], values: Array.from<number>(y.toArray()) };
}

function tensorFor(
  { below, isShare = false }: Argument,
  shape: number[],
  seed: number,
  how: Spoiling | undefined,
  on: Backend,
  foreign: Backend,
): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  const whole = (how === "other dtype") !== (below !== undefined);
  const values = whole
    ? Array.from({ length: count }, (_, i) => (i * 7 + seed) % (below ?? 2))
    : numbers(count, seed + 1).map((v) => (isShare ? Math.abs(v) : v + Math.sign(v)));
  if (how === "foreign") use(foreign);
  if (how === "float64") use(createReference("float64"));
  const made = whole ? intTensor(values, shape) : tensor(values, shape);
  use(on);
  if (how === "released") release(made);
  if (how === "mutated shape") shape.fill(2e6);
  return made;
}

/** How a result differs from what is expected, or null. */
export function differenceOf(actual: Outcome, expected: Outcome): string | null {
  if ("error" in actual) return null;
  if ("error" in expected) return `gave a result, but the reference says: ${expected.error}`;
  if (actual.results.length !== expected.results.length) return "gave another number of results";
  for (const [i, { shape, values }] of actual.results.entries()) {
    const wanted = expected.results[i];
    if (shape.join() !== wanted.shape.join())
      return `result ${i} has shape [${shape.join()}], expected [${wanted.shape.join()}]`;
    const scale = wanted.values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 1);
    const at = values.findIndex(
      (v, k) =>
        !Object.is(v, wanted.values[k]) && v !== wanted.values[k] && !(Math.abs(v - wanted.values[k]) <= 1e-4 * scale),
    );
    if (at !== -1) return `result ${i}[${at}] is ${values[at]}, expected ${wanted.values[at]}`;
  }
  return null;
}

/** Whether an error tells what is wrong: it names the op or layer, one of its arguments, or its tensor. */
export function namesIt(message: string, name: string, { tensors, sizes, reals, words = [] }: SweptCase): boolean {
  // What the engine says of itself helps nobody.
  if (/^(Cannot|Invalid|Array buffer|Maximum|.* is not (a function|iterable|defined))/.test(message)) return false;
  const named = [name, ...Object.keys({ ...tensors, ...sizes, ...reals }).filter((word) => word.length > 2), ...words];
  return named.some((word) => message.includes(word)) || /this tensor's memory|this tensor was made on/.test(message);
}
