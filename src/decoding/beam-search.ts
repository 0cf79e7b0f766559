import { topLogProbabilities } from "../ops/top-log-probabilities.ts";
import { scope } from "../tensor/memory.ts";
import { checkTokens, lengthsOf, type Hypothesis, type Limits } from "./hypothesis.ts";
import type { StepDecoder } from "./step-decoder.ts";

export interface BeamSearchOptions extends Limits {
  /** Hypotheses that are followed at once for each source; 1 is greedy decoding. Default: 4. */
  readonly beam?: number;
  /** α of the length penalty, from 0: the larger, the longer. Default: 0.6. */
  readonly lengthPenalty?: number;
  /** Hypotheses wanted of each source, at most `beam`. Default: 1. */
  readonly nBest?: number;
}

/**
 * What a sum of logarithms is divided by, so that long sequences do not lose by their length alone: ((5 + length) / 6)^α (Wu et al. 2016,
 * arXiv:1609.08144, equation 14); the length counts the end.
 */
export function penaltyOf(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/** A hypothesis that is not at its end. */
interface Open {
  readonly tokens: readonly number[];
  readonly logProbability: number;
}

/** The search for one source. */
interface Search {
  readonly source: number;
  readonly longest: number;
  /** At most `beam`, most probable first. */
  open: readonly Open[];
  /** Best score first, at most `beam`. */
  done: readonly Hypothesis[];
}

/**
 * Beam search for many sources at once, each by itself: the result for a source does not depend on the others. `state` has a row for each source.
 * Gives for each its best hypotheses, best score first; of equal ones the one found first.
 *
 * At each step the `beam` most probable continuations of the open hypotheses that do not end stay open, and those among the 2·beam most probable that
 * end are done (as tensor2tensor has it). A search ends when it has `beam` hypotheses done and even the best open one, were it certain of
 * all its tokens from now on, could not score better than the worst of them; or at the longest length. Sources whose search has ended leave the batch.
 */
export function beamSearch<State>(
  decoder: StepDecoder<State>,
  state: State,
  sources: number,
  options: BeamSearchOptions,
): readonly (readonly Hypothesis[])[] {
  const { beam = 4, lengthPenalty = 0.6, nBest = 1, begin, end } = options;
  checkTokens("beamSearch", options, decoder.vocabulary);
  for (const [name, value] of Object.entries({ beam, nBest }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`beamSearch: ${name} must be a whole number from 1, got ${value}`);
  if (nBest > beam) throw new RangeError(`beamSearch: nBest is at most beam, ${beam}, got ${nBest}`);
  if (!(lengthPenalty >= 0)) throw new RangeError(`beamSearch: lengthPenalty is from 0, got ${lengthPenalty}`);
  const longest = lengthsOf("beamSearch", options, sources);
  const searches = Array.from({ length: sources }, (_, source): Search => ({
    source,
    longest: longest[source],
    open: [{ tokens: [], logProbability: 0 }],
    done: [],
  }));
  /** Continuations of one hypothesis that can be among the 2·beam most probable of all. */
  const perRow = Math.min(2 * beam, decoder.vocabulary);
  const results = new Map<number, readonly Hypothesis[]>();
  let active: readonly Search[] = searches;
  let current = state;
  /** Rows of `current` in the order of the open hypotheses of the active searches. */
  let rows = Int32Array.from({ length: sources }, (_, i) => i);

  while (active.length > 0) {
    const tokens = Int32Array.from(active.flatMap(({ open }) => open.map((one) => one.tokens.at(-1) ?? begin)));
    const moved = scope(() => {
      const isAll = rows.length === tokens.length && rows.every((row, i) => row === i) && current === state;
      const chosen = isAll ? current : decoder.select(current, rows);
      const stepped = decoder.step(tokens, chosen);
      const top = topLogProbabilities(stepped.logits, perRow);
      return { state: stepped.state, values: top.values.toArray(), positions: top.positions.toArray() };
    });
    current = moved.state;
    const kept: number[] = [];
    const still: Search[] = [];
    let row = 0;
    for (const search of active) {
      const first = row;
      row += search.open.length;
      const found = search.open.flatMap((one, i) =>
        Array.from({ length: perRow }, (_, k) => {
          const at = (first + i) * perRow + k;
          return { row: first + i, open: one, token: moved.positions[at], sum: one.logProbability + moved.values[at] };
        }),
      );
      // A stable order: of equals the one from the better hypothesis, then the smaller token.
      const best = found.toSorted((a, b) => b.sum - a.sum).slice(0, 2 * beam);
      const ended = best.filter(({ token }) => token === end).map(({ open, sum }) => hypothesis(open, sum, true));
      search.done = [...search.done, ...ended].toSorted((a, b) => b.score - a.score).slice(0, beam);
      const going = best.filter(({ token, sum }) => token !== end && sum > -Infinity).slice(0, beam);
      const length = (going[0]?.open.tokens.length ?? 0) + 1;
      search.open = going.map(({ open, token, sum }) => ({ tokens: [...open.tokens, token], logProbability: sum }));
      if (going.length > 0 && length < search.longest && !isDecided(search)) {
        still.push(search);
        kept.push(...going.map((one) => one.row));
        continue;
      }
      // What is open at the longest length may end there, but only what ended by itself comes before.
      const cut = isDecided(search) ? [] : search.open.map((one) => hypothesis(one, one.logProbability, false));
      results.set(search.source, [...search.done, ...cut].slice(0, nBest));
    }
    active = still;
    rows = Int32Array.from(kept);
  }
  return searches.map(({ source }) => results.get(source) ?? []);

  function hypothesis({ tokens }: Open, logProbability: number, ended: boolean): Hypothesis {
    const length = tokens.length + (ended ? 1 : 0);
    const score = logProbability / penaltyOf(length, lengthPenalty);
    return { tokens: Int32Array.from(tokens), logProbability, score, ended };
  }

  /** Whether no open hypothesis can come to a better score than the worst one done: their sums only fall, and no penalty is larger than the longest's. */
  function isDecided({ open, done, longest: most }: Search): boolean {
    if (done.length < beam) return false;
    const best = Math.max(...open.map(({ logProbability }) => logProbability));
    return best / penaltyOf(most + 1, lengthPenalty) <= done[done.length - 1].score;
  }
}
