import { topK } from "../ops/top-k.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The most probable tokens of each row, best first: [rows · k], of which counts[row] ≥ 1 were asked for. */
export interface MostProbable {
  readonly k: number;
  readonly tokens: ArrayLike<number>;
  readonly logProbabilities: ArrayLike<number>;
  readonly counts: readonly number[];
}

/**
 * How many are looked at first when there is no smaller bound. A few nearly always do; if not, it is done again with
 * more.
 */
const firstK = 64;

/**
 * Of each row's `most` most probable tokens the fewest whose probabilities sum to at least shares[row] of theirs
 * together. None of them is impossible. logits [rows, vocabulary].
 */
export function mostProbable(logits: Tensor, most: number, shares: readonly number[]): MostProbable {
  // Without a bound the sum is 1, and need not be known from all tokens.
  const bounded = most < logits.shape[1];
  for (let k = bounded ? most : Math.min(firstK, most); ; k = Math.min(4 * k, most)) {
    const { values, indices } = topK(logits, k);
    const logProbabilities = values.toArray();
    const counts = shares.map((share, row) => {
      const own = Array.from(logProbabilities.subarray(row * k, (row + 1) * k), Math.exp);
      return fewest(own, share * (bounded ? own.reduce((sum, p) => sum + p, 0) : 1), k === most);
    });
    if (!counts.includes(null)) {
      return { k, tokens: indices.toArray(), logProbabilities, counts: counts.map((count) => count ?? k) };
    }
  }
}

/**
 * How many of falling probabilities sum to at least `mass`. When they do not: null, or if these are all, how many are
 * possible.
 */
function fewest(probabilities: readonly number[], mass: number, all: boolean): number | null {
  let sum = 0;
  const last = probabilities.findIndex((p) => (sum += p) >= mass);
  if (last !== -1) return last + 1;
  return all ? Math.max(1, probabilities.findLastIndex((p) => p > 0) + 1) : null;
}
