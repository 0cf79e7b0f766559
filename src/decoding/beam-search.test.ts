import fc from "fast-check";
import { expect, test } from "vitest";
import { firstPrefixes, logProbabilities, tableDecoder } from "../../test/table-decoder.ts";
import { beamSearch, penaltyOf } from "./beam-search.ts";
import { tensor as tensorOf } from "../tensor/tensor.ts";
import { greedy } from "./greedy.ts";

const [begin, end] = [0, 1];

interface Sequence {
  readonly tokens: readonly number[];
  readonly sum: number;
}

/** All sequences of a source that end within `longest` tokens, by brute force. */
function everySequence(decoder: ReturnType<typeof tableDecoder>, source: number, longest: number): readonly Sequence[] {
  const found: Sequence[] = [];
  const visit = (tokens: readonly number[], sum: number): void => {
    const next = logProbabilities(decoder.logits([source, begin, ...tokens]));
    next.forEach((value, token) => {
      if (token === end) found.push({ tokens, sum: sum + value });
      else if (tokens.length + 1 < longest) visit([...tokens, token], sum + value);
    });
  };
  visit([], 0);
  return found;
}

test.each([0, 0.6, 2])("a beam as wide as all sequences finds the best of them, at α = %f", (lengthPenalty) => {
  for (let seed = 0; seed < 6; seed++) {
    const decoder = tableDecoder(4, seed);
    const [found] = beamSearch(decoder, firstPrefixes(1), 1, {
      begin,
      end,
      maxLength: 4,
      beam: 130,
      lengthPenalty,
      nBest: 3,
    });
    const best = everySequence(decoder, 0, 4)
      .map(({ tokens, sum }) => ({ tokens, score: sum / penaltyOf(tokens.length + 1, lengthPenalty) }))
      .toSorted((a, b) => b.score - a.score);
    expect(found).toHaveLength(3);
    found.forEach(({ tokens, score, ended }, i) => {
      expect([ended, ...tokens]).toEqual([true, ...best[i].tokens]);
      expect(score).toBeCloseTo(best[i].score, 4);
    });
  }
});

test("many sources at once give what each gives alone, also where they differ in length", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 4 }), (seed, beam) => {
      const decoder = tableDecoder(6, seed);
      const maxLength = [3, 9, 1, 6, 12];
      const together = beamSearch(decoder, firstPrefixes(5), 5, { begin, end, maxLength, beam, nBest: beam });
      const alone = maxLength.map(
        (length, i) =>
          beamSearch(decoder, firstPrefixes(1, i), 1, { begin, end, maxLength: length, beam, nBest: beam })[0],
      );
      expect(together).toEqual(alone);
    }),
    { numRuns: 40 },
  );
});

/** The search without its early end, one source, straight from its definition. */
function plainBeam(decoder: ReturnType<typeof tableDecoder>, beam: number, longest: number, alpha: number): Sequence {
  let open: Sequence[] = [{ tokens: [], sum: 0 }];
  const done: (Sequence & { readonly score: number })[] = [];
  for (let length = 1; length <= longest && open.length > 0; length++) {
    const best = open
      .flatMap(({ tokens, sum }) =>
        logProbabilities(decoder.logits([0, begin, ...tokens])).map((value, token) => ({
          tokens,
          token,
          sum: sum + value,
        })),
      )
      .toSorted((a, b) => b.sum - a.sum)
      .slice(0, 2 * beam);
    for (const { tokens, token, sum } of best)
      if (token === end) done.push({ tokens, sum, score: sum / penaltyOf(length, alpha) });
    open = best
      .filter(({ token }) => token !== end)
      .slice(0, beam)
      .map(({ tokens, token, sum }) => ({ tokens: [...tokens, token], sum }));
  }
  return done.toSorted((a, b) => b.score - a.score)[0];
}

test("ending early changes nothing about the best hypothesis", () => {
  let ended = 0;
  for (let seed = 0; seed < 60; seed++) {
    const decoder = tableDecoder(5, seed);
    for (const [beam, alpha] of [
      [2, 0.6],
      [3, 0],
      [4, 1.5],
    ]) {
      let steps = 0;
      const counting = {
        ...decoder,
        step: (...given: Parameters<typeof decoder.step>) => (steps++, decoder.step(...given)),
      };
      const [[found]] = beamSearch(counting, firstPrefixes(1), 1, {
        begin,
        end,
        maxLength: 25,
        beam,
        lengthPenalty: alpha,
      });
      const plain = plainBeam(decoder, beam, 25, alpha);
      expect([...found.tokens]).toEqual(plain.tokens);
      if (steps < 25) ended++;
    }
  }
  expect(ended).toBeGreaterThan(100);
});

test("the penalty is ((5 + length) / 6)^α, and a larger α prefers longer sequences", () => {
  expect(penaltyOf(1, 0.6)).toBe(1);
  expect(penaltyOf(7, 1)).toBe(2);
  const decoder = tableDecoder(5, 3);
  const lengths = [0, 1, 3].map((lengthPenalty) => {
    const [[best]] = beamSearch(decoder, firstPrefixes(1), 1, { begin, end, maxLength: 12, beam: 40, lengthPenalty });
    return best.tokens.length;
  });
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(lengths[2]).toBeGreaterThan(lengths[0]);
});

test("what does not end is cut at the longest length, and comes after what ended", () => {
  // The end is never likely.
  const never = tableDecoder(6, 1);
  const decoder = {
    ...never,
    step: (tokens: Int32Array, state: Parameters<typeof never.step>[1]) => {
      const stepped = never.step(tokens, state);
      const raw = [...stepped.logits.toArray()].map((value, i) => (i % 6 === end ? -1000 : value));
      return { ...stepped, logits: tensorOf(raw, stepped.logits.shape) };
    },
  };
  const [found] = beamSearch(decoder, firstPrefixes(1), 1, { begin, end, maxLength: 3, beam: 2, nBest: 2 });
  expect(found.map(({ ended, tokens }) => [ended, tokens.length])).toEqual([
    [false, 3],
    [false, 3],
  ]);
});

test("greedy takes the most probable token at each step, and stops at the end", () => {
  const decoder = tableDecoder(7, 11);
  const found = greedy(decoder, firstPrefixes(8), 8, { begin, end, maxLength: [1, 2, 3, 10, 10, 10, 10, 10] });
  found.forEach(({ tokens, ended, logProbability }, source) => {
    const prefix = [source, begin];
    let sum = 0;
    for (const token of [...tokens, ...(ended ? [end] : [])]) {
      const next = logProbabilities(decoder.logits(prefix));
      expect(token).toBe(next.indexOf(Math.max(...next)));
      sum += next[token];
      prefix.push(token);
    }
    expect(logProbability).toBeCloseTo(sum, 4);
  });
  expect(found[0].tokens.length).toBeLessThanOrEqual(1);
  expect(found.some(({ ended }) => ended)).toBe(true);
});

test("options that cannot be followed are refused", () => {
  const decoder = tableDecoder(4, 0);
  const search = (options: object) => () =>
    beamSearch(decoder, firstPrefixes(2), 2, { begin, end, maxLength: 5, ...options });
  expect(search({ beam: 0 })).toThrow("beam must be a whole number from 1, got 0");
  expect(search({ nBest: 5 })).toThrow("nBest is at most beam, 4, got 5");
  expect(search({ lengthPenalty: -1 })).toThrow("lengthPenalty is from 0, got -1");
  expect(search({ end: 4 })).toThrow("end must be a token, 0 to 3, got 4");
  expect(search({ maxLength: [5] })).toThrow("maxLength has a number for each of 2 sources, got 1");
  expect(search({ maxLength: 0 })).toThrow("maxLength must be at least 1, got 0");
});
