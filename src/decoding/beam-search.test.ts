import { assert as check, boolean, constantFrom, integer, nat, property, record as fields } from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { logSoftmax, randomTable, tableDecoder, type Table } from "../../test/table-decoder.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { beamSearch, type BeamOptions, type Hypothesis } from "./beam-search.ts";
import { greedy } from "./greedy.ts";
import { lengthPenalty } from "./length-penalty.ts";

beforeEach(() => use(createReference("float64")));

const end = 1;

const search = (table: Table, vocabulary: number, sources: readonly number[], options: Omit<BeamOptions, "end">) => {
  const decoder = tableDecoder(vocabulary, table);
  return beamSearch(decoder, decoder.start(sources), { end, ...options });
};

/** Every result there is, by trying all tokens: those that end, best first, then those that are cut off, best first. */
function exhaustive(table: Table, maxLength: number, alpha: number): readonly Hypothesis[] {
  const results: Hypothesis[] = [];
  const visit = (tokens: readonly number[], logProbability: number): void => {
    logSoftmax(table(0, tokens)).forEach((own, token) => {
      const total = logProbability + own;
      const length = tokens.length + 1;
      const score = total / ((5 + length) / 6) ** alpha;
      const ended = token === end;
      const all = ended ? tokens : [...tokens, token];
      if (ended || length === maxLength) {
        results.push({ tokens: Int32Array.from(all), logProbability: total, score, ended });
      } else visit(all, total);
    });
  };
  visit([], 0);
  return results.toSorted((a, b) => Number(b.ended) - Number(a.ended) || b.score - a.score);
}

function expectSame(found: readonly Hypothesis[], wanted: readonly Hypothesis[]): void {
  expect(found.map(({ tokens, ended }) => ({ tokens, ended }))).toEqual(
    wanted.map(({ tokens, ended }) => ({ tokens, ended })),
  );
  found.forEach(({ score, logProbability }, i) => {
    expect(score).toBeCloseTo(wanted[i].score, 10);
    expect(logProbability).toBeCloseTo(wanted[i].logProbability, 10);
  });
}

test("with a beam that holds everything, the best of all results are found", () => {
  let compared = 0;
  const cases = fields({
    seed: nat(1000),
    vocabulary: integer({ min: 2, max: 4 }),
    maxLength: integer({ min: 1, max: 4 }),
    alpha: constantFrom(0, 0.3, 0.6, 2),
    nBest: integer({ min: 1, max: 9 }),
    earlyStop: boolean(),
  });
  check(
    property(cases, ({ seed, vocabulary, maxLength, ...options }) => {
      const table = randomTable(seed, vocabulary);
      const beam = Math.max(options.nBest, vocabulary ** maxLength);
      const [found] = search(table, vocabulary, [0], { ...options, maxLength, beam });
      const wanted = exhaustive(table, maxLength, options.alpha);
      expectSame(found, wanted.slice(0, options.nBest));
      compared += found.length;
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(300);
});

test("a beam of one hypothesis is greedy, whatever the length penalty", () => {
  check(
    property(nat(1000), integer({ min: 2, max: 6 }), constantFrom(0, 0.6, 3), (seed, vocabulary, alpha) => {
      const table = randomTable(seed, vocabulary);
      const found = search(table, vocabulary, [0, 1, 2], { beam: 1, alpha, maxLength: [7, 2, 9] });
      const decoder = tableDecoder(vocabulary, table);
      const plain = greedy(decoder, decoder.start([0, 1, 2]), { end, maxLength: [7, 2, 9] });
      expect(found.map(([{ tokens, logProbability, ended }]) => ({ tokens, logProbability, ended }))).toEqual(plain);
    }),
  );
});

test("many sources at once give what each gives by itself", () => {
  let ends = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    const table = randomTable(seed, 6);
    const sources = [4, 0, 7, 2, 9, 9, 1];
    const maxLength = [3, 8, 1, 12, 9, 5, 10];
    const options = { beam: 4, nBest: 3 };
    const together = search(table, 6, sources, { ...options, maxLength });
    const alone = sources.map((source, i) => search(table, 6, [source], { ...options, maxLength: maxLength[i] })[0]);
    expect(together).toEqual(alone);
    ends += new Set(together.flat().map(({ tokens }) => tokens.length)).size;
  }
  // The results have many lengths, so sources did leave at different steps.
  expect(ends).toBeGreaterThan(20);
});

test("stopping early changes nothing but the number of steps", () => {
  let [few, many] = [0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const options = { end, beam: 5, nBest: 1 + (seed % 3), alpha: [0, 0.6, 1.5][seed % 3], maxLength: 15 };
    const [early, late] = [tableDecoder(5, randomTable(seed, 5)), tableDecoder(5, randomTable(seed, 5))];
    expect(beamSearch(early, early.start([0, 1]), options)).toEqual(
      beamSearch(late, late.start([0, 1]), { ...options, earlyStop: false }),
    );
    few += early.steps.length;
    many += late.steps.length;
  }
  expect(few).toBeLessThan(many * 0.8);
});

/**
 * With a first token that ends with probability p, or goes on with 1 − p and two certain tokens: tokens found, steps
 * taken.
 */
const stopsAt = (p: number): readonly [length: number, steps: number] => {
  const rows = [
    [0, p, 1 - p],
    [0, 0, 1],
    [0, 1, 0],
  ];
  const decoder = tableDecoder(3, (_, tokens) => rows[tokens.length].map(Math.log));
  const [[{ tokens }]] = beamSearch(decoder, decoder.start([0]), { end, beam: 3, alpha: 1, maxLength: 3 });
  return [tokens.length, decoder.steps.length];
};

test("a search stops exactly when the best open hypothesis could not win with certain tokens", () => {
  // Both have the same score at p = 0.5497, where ln(1 − p) / (8/6) = ln p.
  expect(stopsAt(0.549)).toEqual([2, 3]);
  expect(stopsAt(0.551)).toEqual([0, 1]);
});

/**
 * Ends at once with probability 0.4, or after token 2, which comes with 0.35, and token 3, which is certain, with 0.95.
 */
const shortOrLong: Table = (_, tokens) => {
  const [first, second] = [
    [0.25, 0.4, 0.35, 0],
    [0, 0, 0, 1],
  ];
  const third = [0.05, 0.95, 0, 0];
  const never = [1, 0, 0, 0];
  return (tokens[0] === 0 ? never : ([first, second, third][tokens.length] ?? never)).map(Math.log);
};

const shortAndLong = (alpha: number): readonly Hypothesis[] =>
  search(shortOrLong, 4, [0], { alpha, nBest: 2, maxLength: 6 })[0];

test("the length penalty decides between a short result and a less probable long one", () => {
  const long = 0.35 * 0.95;
  // ln 0.4 / 1 = −0.916 and ln 0.3325 / (8/6)^α: −1.101, or with α = 1 −0.826.
  expect(shortAndLong(0).map(({ tokens }) => [...tokens])).toEqual([[], [2, 3]]);
  expect(shortAndLong(1).map(({ tokens }) => [...tokens])).toEqual([[2, 3], []]);
  expect(shortAndLong(1)[0].score).toBeCloseTo(Math.log(long) / (8 / 6), 12);
  expect(shortAndLong(1)[0].logProbability).toBeCloseTo(Math.log(long), 12);
  expect(shortAndLong(1)[1].score).toBeCloseTo(Math.log(0.4), 12);
  // They change places where (8/6)^α = ln 0.3325 / ln 0.4.
  const even = Math.log(Math.log(long) / Math.log(0.4)) / Math.log(8 / 6);
  expect(shortAndLong(even - 0.01)[0].tokens).toHaveLength(0);
  expect(shortAndLong(even + 0.01)[0].tokens).toHaveLength(2);
});

test("the penalty by hand: ((5 + length)/6)^α", () => {
  expect(lengthPenalty(1, 0.6)).toBe(1);
  expect(lengthPenalty(7, 1)).toBe(2);
  expect(lengthPenalty(19, 0.5)).toBe(2);
  expect(lengthPenalty(100, 0)).toBe(1);
});

const even: Table = () => [0, 0, 0];

test("of equals the shorter, then the one with lower tokens comes first", () => {
  const list = search(even, 3, [0], { alpha: 0, beam: 27, nBest: 7, maxLength: 3 })[0];
  expect(list.map(({ tokens }) => tokens.join(""))).toEqual(["", "0", "2", "00", "02", "20", "22"]);
  // Of five equals at the second step the first four are kept; "2" is not.
  const narrow = search(even, 3, [0], { alpha: 0, beam: 2, nBest: 2, maxLength: 3 })[0];
  expect(narrow.map(({ tokens }) => tokens.join(""))).toEqual(["", "0"]);
});

const rarely: Table = (_, tokens) => (tokens.length === 1 ? [5, 0, 1] : [5, -Infinity, 1]);

test("what does not end is cut off at the maximal length and comes after what ended", () => {
  const [list] = search(rarely, 3, [0], { beam: 4, nBest: 4, maxLength: 2, alpha: 0 });
  expect(list.map(({ tokens, ended }) => [tokens.join(""), ended])).toEqual([
    ["0", true],
    ["00", false],
    ["02", false],
    ["20", false],
  ]);
  expect(list[0].score).toBeLessThan(list[1].score);
  const decoder = tableDecoder(3, rarely);
  const [[only]] = beamSearch(decoder, decoder.start([0]), { end: null, maxLength: 4 });
  expect([[...only.tokens], only.ended]).toEqual([[0, 0, 0, 0], false]);
});

test("forbidden tokens never come, and the others share their probability", () => {
  const options = { beam: 9, nBest: 9, maxLength: 3, alpha: 0 };
  const found = search(() => [4, 1, 2, 0], 4, [0], { ...options, forbidden: [0] });
  expect(found).toEqual(search(() => [-Infinity, 1, 2, 0], 4, [0], options));
  expect(found[0].some(({ tokens }) => tokens.includes(0))).toBe(false);
  expect(found[0]).toHaveLength(9);
});

test("sources that are done leave the batch", () => {
  // Source n ends for certain after n tokens.
  const decoder = tableDecoder(3, (source, tokens) => (tokens.length === source ? [-1e3, 0, -1e3] : [0, -1e3, -1e3]));
  const results = beamSearch(decoder, decoder.start([3, 0, 1, 0]), { end, beam: 1, maxLength: 10 });
  expect(results.map(([{ tokens }]) => tokens.length)).toEqual([3, 0, 1, 0]);
  expect(decoder.steps).toEqual([4, 2, 1, 1]);
});

test("no sources give no results", () => {
  expect(search(randomTable(0, 3), 3, [], { maxLength: 5 })).toEqual([]);
});

test.each([
  [{ beam: 0 }, "beamSearch: beam is an integer of at least 1, got 0"],
  [{ beam: 2, nBest: 3 }, "beamSearch: nBest is at most beam, got nBest 3 and beam 2"],
  [{ alpha: -1 }, "beamSearch: alpha is a number from 0 on, got -1"],
  [{ alpha: NaN }, "beamSearch: alpha is a number, got NaN"],
  [{ end: 3 }, "beamSearch: end is one of the tokens 0 to 2, got 3"],
  [{ forbidden: [0, -1] }, "beamSearch: a forbidden token is one of the tokens 0 to 2, got -1"],
  [{ forbidden: [0, 1, 2] }, "beamSearch: all 3 tokens are forbidden"],
  [{ maxLength: [1, 2] }, "beamSearch: maxLength has one value for each of the 1 sources, got 2"],
  [{ maxLength: 0 }, "beamSearch: maxLength is an integer of at least 1, got 0"],
])("refuses %o", (wrong, message) => {
  expect(() => search(randomTable(0, 3), 3, [0], { maxLength: 5, ...wrong })).toThrow(message);
});

const broken: Table = (source, tokens) => (source === 2 && tokens.length === 1 ? [0, NaN, 0] : [0, -9, 0]);

test("says where logits are not finite", () => {
  expect(() => search(broken, 3, [1, 2], { maxLength: 5 })).toThrow(
    "the model gave no probabilities for token 1 of source 1: a logit is NaN or infinite",
  );
  const decoder = { ...tableDecoder(3, broken), vocabulary: 4 };
  expect(() => beamSearch(decoder, decoder.start([0]), { end, maxLength: 5 })).toThrow(
    "a step with 1 tokens gives logits [1, 4], got [1, 3]",
  );
});
