import { checkIntegers, flatten, shapeOf, type Nested } from "../../tensor/nested.ts";
import { checkOptions } from "../../tensor/options.ts";
import { expectOneOf, expectInteger } from "./checks.ts";
import { showValue } from "../../tensor/show-value.ts";

/** Where something happens: before the first token or after the last. */
export type Side = "pre" | "post";

export interface PaddingOptions {
  /** Where short lists are padded. Default: "pre", as in Keras. */
  readonly padding?: Side;
  /** Where long lists are cut: "pre" keeps their last tokens, "post" their first. Default: "pre", as in Keras. */
  readonly truncating?: Side;
  /** The padding value, for every value of a step. Default: 0, which embeddings with maskZero skip. */
  readonly value?: number;
}

export interface PadSequencesOptions<Type extends PaddedType = PaddedType> extends PaddingOptions {
  /** The length that every sequence gets. Default: that of the longest. */
  readonly maxlen?: number;
  /** Of the values: "float32" for measurements, "int32" for tokens. Default: "int32", as in Keras. */
  readonly dtype?: Type;
}

export type PaddedType = "int32" | "float32";

/** A sequence to be padded: tokens or values, or for every step an array of values, all of one shape. */
export type UnpaddedSequence = ArrayLike<number> | readonly Nested[];

/** Sequences that have been brought to one length. */
export interface PaddedSequences<Values = Int32Array, PaddedShape = readonly [number, number]> {
  /** Row by row. */
  readonly values: Values;
  /**
   * [sequences, length], and then the shape of a step; intTensor(values, shape), or of floats tensor(values, shape),
   * makes a tensor of it.
   */
  readonly shape: PaddedShape;
}

/**
 * Brings sequences to one length, as keras.utils.pad_sequences does: lists of tokens, of floats with dtype "float32",
 * and of vectors or larger arrays, one for each step. Throws a RangeError when there is no sequence, and for a value
 * that dtype does not hold, naming where it is; a TypeError for steps of different shapes.
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  options?: PadSequencesOptions<"int32">,
): PaddedSequences;
export function padSequences(
  sequences: readonly UnpaddedSequence[],
  options?: PadSequencesOptions<"int32">,
): PaddedSequences<Int32Array, readonly number[]>;
export function padSequences(
  sequences: readonly UnpaddedSequence[],
  options: PadSequencesOptions<"float32">,
): PaddedSequences<Float32Array, readonly number[]>;
export function padSequences(
  sequences: readonly UnpaddedSequence[],
  options: PadSequencesOptions = {},
): PaddedSequences<Int32Array | Float32Array, readonly number[]> {
  const who = "padSequences";
  checkOptions(who, options, { padding: true, truncating: true, value: true, maxlen: true, dtype: true });
  const { maxlen, dtype = "int32", ...padding } = options;
  if (sequences.length === 0) throw new RangeError("padSequences: there must be at least one list, got none");
  if (maxlen !== undefined) expectInteger(who, "maxlen", maxlen, 1);
  expectOneOf(who, "dtype", dtype, ["int32", "float32"]);
  const lists = sequences.map((sequence) => (Array.isArray(sequence) ? sequence : Array.from(sequence)));
  const step = shapeOf(lists.find((list) => list.length > 0) ?? []).slice(1);
  const width = step.reduce((product, axis) => product * axis, 1);
  const write = (dtype === "float32" ? padderOf : padder)(who, padding);
  const length = maxlen ?? lists.reduce((longest, one) => Math.max(longest, one.length), 0);
  const size = lists.length * length * width;
  const values = dtype === "int32" ? new Int32Array(size) : new Float32Array(size);
  lists.forEach((list, row) => {
    const flat = flatten(`${who}: sequence ${row}`, list, [list.length, ...step]);
    if (dtype === "int32")
      checkIntegers(
        `${who}: sequence ${row}`,
        flat,
        [list.length, ...step],
        '; help: dtype: "float32" takes all numbers',
      );
    write(flat, values, row * length * width, length * width);
  });
  return { values, shape: [lists.length, length, ...step] };
}

/** A function that writes one list, padded or cut to `length`, into values[start … start + length − 1]. */
export function padder(
  who: string,
  { padding = "pre", truncating = "pre", value = 0 }: PaddingOptions,
): (sequence: ArrayLike<number>, values: Int32Array | Float32Array, start: number, length: number) => void {
  if ((value | 0) !== value) throw new RangeError(`${who}: value must be a 32-bit integer, got ${showValue(value)}`);
  return padderOf(who, { padding, truncating, value });
}

function padderOf(
  who: string,
  { padding = "pre", truncating = "pre", value = 0 }: PaddingOptions,
): ReturnType<typeof padder> {
  expectOneOf(who, "padding", padding, ["pre", "post"]);
  expectOneOf(who, "truncating", truncating, ["pre", "post"]);
  return (sequence, values, start, length) => {
    const kept = Math.min(sequence.length, length);
    const from = truncating === "pre" ? sequence.length - kept : 0;
    const to = start + (padding === "pre" ? length - kept : 0);
    values.fill(value, start, to).fill(value, to + kept, start + length);
    for (let i = 0; i < kept; i++) values[to + i] = sequence[from + i];
  };
}
