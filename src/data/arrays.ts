import { checkOptions, type OptionNames } from "../tensor/options.ts";
import type { TypedArray } from "../kernels/backend.ts";
import { fold, permutation, randomKey, type RandomKey } from "../tensor/random.ts";
import { examplesIn, type Inputs } from "../tensor/inputs.ts";
import { showShape, size, type Shape } from "../tensor/shape.ts";
import { intTensor, Tensor, tensor } from "../tensor/tensor.ts";
import type { Dataset } from "./dataset.ts";
import { showValue } from "../tensor/show-value.ts";

/** Values in nested arrays of equal lengths, one per axis. */
export type NestedNumbers = readonly (number | Float32Array | Float64Array | NestedNumbers)[];

/**
 * Values of every example, examples first: a tensor, or nested arrays of floats. Flat values with a shape:
 * tensor(values, shape); indices for an embedding and labels of classes: intTensor(labels).
 */
export type Values = Tensor | NestedNumbers;

/** What a model reads: as values, or a list of tensors for a model with several inputs. */
export type InputValues = Values | readonly Tensor[];

/**
 * Inputs, targets (as inputs, for a model with several outputs) and, if some examples are to count more than others,
 * weights [examples], or [examples, time] for single steps.
 */
export interface Examples<X extends InputValues = InputValues, Y extends InputValues = InputValues> {
  readonly x: X;
  readonly y: Y;
  readonly weights?: Values;
}

export interface ArrayOptions {
  /** Examples per batch; the last batch of a pass may be smaller. Default: 32. */
  readonly batchSize?: number;
  /** Give the examples in a new random order in every pass. Default: true. */
  readonly shuffle?: boolean;
  /** Of the order. Default: 0. */
  readonly seed?: number;
}

const arrayNames: OptionNames<ArrayOptions> = { batchSize: true, shuffle: true, seed: true };

/** Examples that have been read out of tensors and nested arrays, so that batches can be cut from them. */
export interface Rows {
  readonly x: Column | readonly Column[];
  readonly y: Column | readonly Column[];
  readonly weights: Column | null;
  readonly count: number;
}

/** All values of one tensor, and the shape of one example. */
export interface Column {
  readonly numbers: TypedArray;
  readonly shape: Shape;
  readonly width: number;
}

/** A data set of examples that are in memory. Every pass gives each example once. */
export function fromArrays(examples: Examples<Values, Values>, options?: ArrayOptions): Dataset;
export function fromArrays(examples: Examples<InputValues, Values>, options?: ArrayOptions): Dataset<Inputs>;
export function fromArrays(examples: Examples, options?: ArrayOptions): Dataset<Inputs, Inputs>;
export function fromArrays(examples: Examples, options: ArrayOptions = {}): Dataset<Inputs, Inputs> {
  checkOptions("fromArrays", options, arrayNames);
  return fromRows(readRows(examples), options);
}

export function fromRows({ x, y, weights, count }: Rows, options: ArrayOptions = {}): Dataset<Inputs, Inputs> {
  checkOptions("fromRows", options, arrayNames);
  const { batchSize = 32, shuffle = true, seed = 0 } = options;
  checkBatchSize(batchSize);
  const steps = Math.ceil(count / batchSize);
  const key = fold(randomKey(seed), "order of examples");
  const orderOf = orderOfPasses(count, shuffle, key);
  return {
    steps,
    batch(index) {
      const start = (index % steps) * batchSize;
      const chosen = orderOf(Math.floor(index / steps)).subarray(start, start + batchSize);
      return {
        x: cutInputs(x, chosen),
        y: cutInputs(y, chosen),
        ...(weights === null ? {} : { weights: cut(weights, chosen) }),
      };
    },
  };
}

/** The order of `count` examples in each pass: a new random one, or that in which they are. */
export function orderOfPasses(count: number, shuffle: boolean, key: RandomKey): (pass: number) => Int32Array {
  let latest: { readonly pass: number; readonly order: Int32Array } | undefined;
  return (pass) => {
    if (latest?.pass !== pass) {
      latest = {
        pass,
        order: shuffle ? permutation(fold(key, pass), count) : Int32Array.from({ length: count }, (_, i) => i),
      };
    }
    return latest.order;
  };
}

/** Inputs alone, in batches and in order. */
export function inBatches(
  inputs: InputValues,
  batchSize: number,
): { readonly steps: number; batch(index: number): Inputs } {
  checkBatchSize(batchSize);
  const { columns: x, count } = readInputs("x", inputs);
  return {
    steps: Math.ceil(count / batchSize),
    batch: (index) =>
      cutInputs(
        x,
        Int32Array.from({ length: Math.min(batchSize, count - index * batchSize) }, (_, i) => index * batchSize + i),
      ),
  };
}

/** Checks that x, y and weights are of equally many examples. */
export function readRows(examples: Examples): Rows {
  const { columns: x, count } = readInputs("x", examples.x);
  const { columns: y } = readInputs("y", examples.y);
  const weights = examples.weights === undefined ? null : column("weights", examples.weights);
  for (const [name, others] of [
    ["y", isSeveral(y) ? y : [y]],
    ["weights", weights === null ? [] : [weights]],
  ] as const) {
    for (const other of others) {
      const rows = other.numbers.length / other.width;
      if (rows !== count) throw new RangeError(`x has ${count} examples, but ${name} has ${rows}`);
    }
  }
  if (weights !== null && weights.shape.length > 1) {
    throw new TypeError(
      `weights has one value per example or time step, got examples of shape ${showShape(weights.shape)}`,
    );
  }
  return { x, y, weights, count };
}

/** The first and the last examples apart, never mixed: ⌊count · (1 − share)⌋ to train on, the rest to validate with. */
export function splitTail(rows: Rows, share: number): { readonly head: Rows; readonly tail: Rows } {
  if (!(share > 0 && share < 1))
    throw new RangeError(`validationSplit must be 0, for none, or above 0 and below 1, got ${showValue(share)}`);
  const at = Math.floor(rows.count * (1 - share));
  if (at === 0 || at === rows.count) {
    throw new RangeError(
      `validationSplit ${share} of ${rows.count} examples leaves ${at} to train on and ${rows.count - at} to ` +
        "validate with",
    );
  }
  return { head: between(rows, 0, at), tail: between(rows, at, rows.count) };
}

function checkBatchSize(batchSize: number): void {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new RangeError(`batchSize must be an integer of at least 1, got ${showValue(batchSize)}`);
}

function between({ x, y, weights }: Rows, from: number, to: number): Rows {
  const part = (values: Column): Column => ({
    ...values,
    numbers: values.numbers.subarray(from * values.width, to * values.width),
  });
  return {
    x: isSeveral(x) ? x.map(part) : part(x),
    y: isSeveral(y) ? y.map(part) : part(y),
    weights: weights === null ? null : part(weights),
    count: to - from,
  };
}

/** The columns of one input or target, or of several, and how many examples they have. */
function readInputs(
  name: string,
  values: InputValues,
): { readonly columns: Column | readonly Column[]; readonly count: number } {
  if (isTensors(values))
    return { columns: values.map((each, i) => column(`${name}[${i}]`, each)), count: examplesIn(values) };
  const only = column(name, values);
  return { columns: only, count: only.numbers.length / only.width };
}

function isTensors(x: InputValues): x is readonly Tensor[] {
  return !(x instanceof Tensor) && x.length > 0 && x.every((input) => input instanceof Tensor);
}

function isSeveral(x: Rows["x"]): x is readonly Column[] {
  return Array.isArray(x);
}

function cutInputs(x: Rows["x"], chosen: Int32Array): Inputs {
  return isSeveral(x) ? x.map((input) => cut(input, chosen)) : cut(x, chosen);
}

/** Reads the values of all examples. Throws a TypeError when there is none. */
export function column(name: string, values: Values): Column {
  const source = values instanceof Tensor ? values : tensor(values);
  const [count, ...shape] = source.shape;
  if (count === undefined || source.size === 0)
    throw new TypeError(`${name} must hold at least one example, got shape ${showShape(source.shape)}`);
  return { numbers: source.toArray(), shape, width: size(shape) };
}

/** The values of some examples: [chosen, ...], or with axes in place of the first. */
export function cut(
  { numbers, shape, width }: Column,
  chosen: Int32Array,
  axes: readonly number[] = [chosen.length],
): Tensor {
  const length = chosen.length * width;
  const part =
    numbers instanceof Int32Array
      ? new Int32Array(length)
      : numbers instanceof Float32Array
        ? new Float32Array(length)
        : new Float64Array(length);
  chosen.forEach((row, i) => part.set(numbers.subarray(row * width, (row + 1) * width), i * width));
  return part instanceof Int32Array ? intTensor(part, [...axes, ...shape]) : tensor(part, [...axes, ...shape]);
}
