import { checkOptions } from "../tensor/options.ts";
import { topK } from "../ops/top-k.ts";
import { replace, scope } from "../tensor/memory.ts";
import { advance, moved } from "./advance.ts";
import { bestOf, grow, isDone, type Path, type Rules, type Scored, type Search } from "./beam.ts";
import {
  checkIntegers,
  maxLengths,
  type Decoded,
  type DecodingOptions,
  type DecodingStart,
} from "./decoding-options.ts";
import type { StepDecoder } from "./step-decoder.ts";

export interface BeamOptions extends DecodingOptions {
  /** How many continuations are kept at each step. Default: 4. */
  readonly beam?: number;
  /** α ≥ 0 of the length penalty ((5 + length)/6)^α. Default: 0.6. */
  readonly alpha?: number;
  /** How many results each source gets, at most beam. Default: 1. */
  readonly nBest?: number;
  /**
   * Stop the search of a source when its results cannot change any more. The results are the same without. Default:
   * true.
   */
  readonly earlyStop?: boolean;
}

export interface Hypothesis extends Decoded {
  /** Its log-probability divided by the length penalty. */
  readonly score: number;
}

/**
 * Beam search as "Attention Is All You Need" translates (section 6.1; Wu et al. 2016, arXiv:1609.08144, section 7), for
 * many sources at once.
 *
 *   const [[best]] = beamSearch(decoder, { state, tokens: Int32Array.of(start) }, { end, maxLength: source.length + 50
 *   });
 *
 * At every step the `beam` most probable of all continuations of a source's hypotheses are kept. Those with the end
 * token are done, and take a place in the beam for that step alone; the others go on. A source is done when its nBest
 * ended hypotheses are out of reach: when no open one would pass the last of them even if all its further tokens were
 * certain (tensor2tensor's early stop). It is done too when no hypothesis goes on, or at the maximal length. It leaves
 * the batch then. tensor2tensor keeps `beam` open hypotheses beside those that end; with beam 1 this is greedy instead.
 *
 * Gives for each source its hypotheses, best score first: those that ended, then, where these are too few, those cut
 * off at the maximal length. Equal scores come in the order in which they were found: shorter, then more probable at
 * the earlier token, then lower token. Throws a RangeError for options that make no sense and for logits that are not
 * finite.
 */
export function beamSearch<State>(
  decoder: StepDecoder<State>,
  start: DecodingStart<State>,
  options: BeamOptions,
): readonly (readonly Hypothesis[])[] {
  checkOptions("beamSearch", options, {
    end: true,
    maxLength: true,
    forbidden: true,
    beam: true,
    alpha: true,
    nBest: true,
    earlyStop: true,
  });
  const rules = rulesOf(options);
  const sources = maxLengths("beamSearch", decoder, start.tokens.length, options).map((maxLength, source): Search => ({
    source,
    maxLength,
    open: [null],
    ended: [],
  }));
  const results: (readonly Hypothesis[])[] = sources.map(() => []);
  const k = Math.min(rules.beam, decoder.vocabulary);
  scope(() => {
    const step = advance(decoder, options);
    let { state, tokens } = start;
    let searches: readonly Search[] = sources;
    while (searches.length > 0) {
      const next = scope(() => {
        const stepped = step(tokens, state);
        const { values, indices } = topK(stepped.logits, k);
        return { state: stepped.state, tokens: indices.toArray(), logProbabilities: values.toArray() };
      });
      state = replace(state, next.state);
      const going: Search[] = [];
      const rows: number[] = [];
      let first = 0;
      for (const search of searches) {
        const grown = grow(search, first, { k, ...next }, rules);
        first += search.open.length;
        if (isDone(grown.search, rules)) {
          results[search.source] = bestOf(grown.search, rules).map((each) => hypothesis(each, options.end));
        } else {
          going.push(grown.search);
          rows.push(...grown.rows);
        }
      }
      if (rows.length > 0) state = moved(decoder, state, Int32Array.from(rows), first);
      searches = going;
      tokens = Int32Array.from(going.flatMap(({ open }) => open.map((path) => path?.token ?? 0)));
    }
  });
  return results;
}

function rulesOf({ end, beam = 4, alpha = 0.6, nBest = 1, earlyStop = true }: BeamOptions): Rules {
  checkIntegers("beamSearch: beam", beam);
  checkIntegers("beamSearch: nBest", nBest);
  if (nBest > beam) throw new RangeError(`beamSearch: nBest is at most beam, got nBest ${nBest} and beam ${beam}`);
  if (!(alpha >= 0 && alpha < Infinity)) throw new RangeError(`beamSearch: alpha is a number from 0 on, got ${alpha}`);
  return { end, beam, alpha, nBest, earlyStop };
}

function hypothesis({ path, score }: Scored, end: number | null): Hypothesis {
  const ended = path.token === end;
  const tokens = new Int32Array(path.length);
  for (let at: Path | null = path; at !== null; at = at.before) tokens[at.length - 1] = at.token;
  return { tokens: ended ? tokens.slice(0, -1) : tokens, logProbability: path.logProbability, score, ended };
}
