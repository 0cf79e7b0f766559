import { checkOptions } from "../../tensor/options.ts";
import { expectOneOf, expectWhole } from "./checks.ts";

/** Where something happens: before the first token or after the last. */
export type Side = "pre" | "post";

export interface PaddingOptions {
  /** Where short lists are filled up. Default: "pre", as in Keras. */
  readonly padding?: Side;
  /** Where long lists are cut: "pre" keeps their last tokens, "post" their first. Default: "pre", as in Keras. */
  readonly truncating?: Side;
  /** What short lists are filled up with. Default: 0, which embeddings with maskZero skip. */
  readonly value?: number;
}

export interface PadSequencesOptions extends PaddingOptions {
  /** The length that every list gets. Default: that of the longest. */
  readonly maxlen?: number;
}

/** Lists that have been brought to one length. */
export interface PaddedSequences {
  /** Row by row. */
  readonly values: Int32Array;
  /** [lists, length]; intTensor(values, shape) makes a tensor of it. */
  readonly shape: readonly [number, number];
}

/** Brings lists of whole numbers to one length, as keras.utils.pad_sequences does. Throws a RangeError when there is no list. */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  given: PadSequencesOptions = {},
): PaddedSequences {
  checkOptions("padSequences", given, { padding: true, truncating: true, value: true, maxlen: true });
  const { maxlen, ...options } = given;
  if (sequences.length === 0) throw new RangeError("padSequences: there must be at least one list, got none");
  if (maxlen !== undefined) expectWhole("padSequences", "maxlen", maxlen, 1);
  const pad = padder("padSequences", options);
  const length = maxlen ?? sequences.reduce((longest, one) => Math.max(longest, one.length), 0);
  const values = new Int32Array(sequences.length * length);
  sequences.forEach((sequence, row) => pad(sequence, values, row * length, length));
  return { values, shape: [sequences.length, length] };
}

/** A function that writes one list, padded or cut to `length`, into values[start … start + length − 1]. */
export function padder(
  who: string,
  { padding = "pre", truncating = "pre", value = 0 }: PaddingOptions,
): (sequence: ArrayLike<number>, values: Int32Array, start: number, length: number) => void {
  expectOneOf(who, "padding", padding, ["pre", "post"]);
  expectOneOf(who, "truncating", truncating, ["pre", "post"]);
  if ((value | 0) !== value) throw new RangeError(`${who}: value must be a whole number of 32 bits, got ${value}`);
  return (sequence, values, start, length) => {
    const kept = Math.min(sequence.length, length);
    const from = truncating === "pre" ? sequence.length - kept : 0;
    const to = start + (padding === "pre" ? length - kept : 0);
    values.fill(value, start, to).fill(value, to + kept, start + length);
    for (let i = 0; i < kept; i++) values[to + i] = sequence[from + i];
  };
}
