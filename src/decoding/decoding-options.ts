import type { StepDecoder } from "./step-decoder.ts";
import { showValue } from "../tensor/show-value.ts";

/** Where decoding begins, for each of the sources: what is known of it, and the token that is fed first. */
export interface DecodingStart<State> {
  /** Tensors, alone or in arrays and plain objects, with a row for each source. Decoding leaves it usable. */
  readonly state: State;
  /** [sources]; usually the start token for every one, or the last token of a text to go on with. */
  readonly tokens: Int32Array;
}

/** What all ways of decoding have in common. */
export interface DecodingOptions {
  /** The token that ends a result; null when none does, and every result is of maximal length. */
  readonly end: number | null;
  /**
   * The most tokens that a result may have, the end token counted: one number, or one for each source. Translation as
   * in "Attention Is All You Need", section 6.1: length of the source + 50; parsing, section 6.3: + 300.
   */
  readonly maxLength: number | ArrayLike<number>;
  /** Tokens that never come, such as padding: their probability is shared out among the others. Default: none. */
  readonly forbidden?: readonly number[];
}

/** What decoding found for a source. */
export interface Decoded {
  /** In order, without the end token. */
  readonly tokens: Int32Array;
  /** Natural logarithm of the probability of these tokens, with that of the end token if it came. */
  readonly logProbability: number;
  /** Whether the end token came. If not, the result has the maximal length. */
  readonly ended: boolean;
}

/** Checks the options and gives the maximal length of each source. */
export function maxLengths<State>(
  who: string,
  { vocabulary }: StepDecoder<State>,
  sources: number,
  { end, maxLength, forbidden = [] }: DecodingOptions,
): readonly number[] {
  if (end !== null) checkToken(`${who}: end`, end, vocabulary);
  for (const token of forbidden) checkToken(`${who}: a forbidden token`, token, vocabulary);
  if (new Set(forbidden).size >= vocabulary) {
    throw new RangeError(`${who}: all ${vocabulary} tokens are forbidden; help: leave one out of forbidden`);
  }
  const lengths =
    typeof maxLength === "number" ? Array.from({ length: sources }, () => maxLength) : Array.from(maxLength);
  if (lengths.length !== sources) {
    throw new RangeError(`${who}: maxLength has one value for each of the ${sources} sources, got ${lengths.length}`);
  }
  for (const length of lengths) checkIntegers(`${who}: maxLength`, length);
  return lengths;
}

function checkToken(what: string, token: number, vocabulary: number): void {
  if (!Number.isSafeInteger(token) || token < 0 || token >= vocabulary) {
    throw new RangeError(`${what} is one of the tokens 0 to ${vocabulary - 1}, got ${token}`);
  }
}

/** An integer of at least 1. */
export function checkIntegers(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${what} is an integer of at least 1, got ${showValue(value)}`);
}
