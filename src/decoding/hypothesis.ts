/** A sequence that a decoder made. */
export interface Hypothesis {
  /** Without the tokens that begin and end it. */
  readonly tokens: Int32Array;
  /** Sum of the logarithms of its tokens' probabilities, that of the end among them where it has one. */
  readonly logProbability: number;
  /** What hypotheses are ordered by: logProbability over the length penalty. */
  readonly score: number;
  /** Whether it came to its end, rather than being cut at the longest length allowed. */
  readonly ended: boolean;
}

/** Where sequences begin and end. */
export interface Limits {
  /** The token that every sequence begins with. */
  readonly begin: number;
  /** The token that ends one. */
  readonly end: number;
  /** Most tokens of each source's sequences, that of the end not counted: one number for all, or one for each. */
  readonly maxLength: number | ArrayLike<number>;
}

/** Most tokens for each source, checked. */
export function lengthsOf(who: string, { maxLength }: Limits, sources: number): Int32Array {
  const lengths = Int32Array.from({ length: sources }, (_, i) =>
    typeof maxLength === "number" ? maxLength : maxLength[i],
  );
  const given = typeof maxLength === "number" ? sources : maxLength.length;
  if (given !== sources)
    throw new RangeError(`${who}: maxLength has a number for each of ${sources} sources, got ${given}`);
  const wrong = lengths.findIndex((length) => !(length >= 1));
  if (wrong >= 0) throw new RangeError(`${who}: maxLength must be at least 1, got ${lengths[wrong]}`);
  return lengths;
}

/** Throws unless begin and end are tokens of a decoder. */
export function checkTokens(who: string, { begin, end }: Limits, vocabulary: number): void {
  for (const [name, token] of Object.entries({ begin, end })) {
    if (!Number.isSafeInteger(token) || token < 0 || token >= vocabulary) {
      throw new RangeError(`${who}: ${name} must be a token, 0 to ${vocabulary - 1}, got ${token}`);
    }
  }
}
