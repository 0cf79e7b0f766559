import * as fc from "fast-check";
import { expect, test } from "vitest";
import { intTensor, tensor } from "../../tensor/tensor.ts";
import { fromTokens, type TokenDatasetOptions } from "./token-dataset.ts";
import { tokenLists } from "./token-lists.ts";

const repeated = (value: number, length: number): number[] => Array.from({ length }, () => value);

/** List number i: `length` times the number i + 1. */
const listsOf = (lengths: readonly number[]): number[][] => lengths.map((length, i) => repeated(i + 1, length));

const lengths = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
const x = tokenLists(listsOf(lengths));
const y = lengths.map((_, i) => i);

function read(data: ReturnType<typeof fromTokens>, index: number) {
  const batch = data.batch(index);
  return {
    shape: batch.x.shape,
    x: Array.from(batch.x.toArray()),
    y: Array.from(batch.y.toArray()),
    yShape: batch.y.shape,
    weights: batch.weights?.toArray(),
  };
}

test("lists lie one after another", () => {
  expect(() => tokenLists([[5], [6, 0.5]])).toThrow("tokenLists: list 1: values must be integers");
  expect(tokenLists([[5, 6], [], Int32Array.of(7)])).toEqual({
    tokens: Int32Array.of(5, 6, 7),
    offsets: Int32Array.of(0, 2, 2, 3),
  });
  const many = tokenLists(Array.from({ length: 500 }, (_, i) => [i, i, i]));
  expect(Array.from(many.tokens)).toEqual(Array.from({ length: 1500 }, (_, i) => Math.floor(i / 3)));
  expect(Array.from(many.offsets)).toEqual(Array.from({ length: 501 }, (_, i) => 3 * i));
});

test("batches are as long as their longest list, or maxlen", () => {
  const short = { x: tokenLists([[1], [2, 3], [4, 5, 6]]), y: [0, 1, 0] };
  const longest = fromTokens(short, { batchSize: 2, shuffle: false });
  expect(longest.steps).toBe(2);
  expect(read(longest, 0)).toEqual({ shape: [2, 2], x: [0, 1, 2, 3], y: [0, 1], yShape: [2, 1], weights: undefined });
  expect(read(longest, 1).shape).toEqual([1, 3]);
  expect(longest.batch(0).x.dtype).toBe("int32");
  const fixed = fromTokens(short, { batchSize: 3, shuffle: false, maxlen: 2, padding: "post", truncating: "post" });
  expect(read(fixed, 0).x).toEqual([1, 0, 2, 3, 4, 5]);
  const atMost = fromTokens(short, { batchSize: 1, shuffle: false, maxlen: 2, length: "longest" });
  expect([0, 1, 2].map((index) => read(atMost, index).x)).toEqual([[1], [2, 3], [5, 6]]);
  const wide = fromTokens(short, { batchSize: 3, shuffle: false, maxlen: 4, value: 9 });
  expect(read(wide, 0).x).toEqual([9, 9, 9, 1, 9, 9, 2, 3, 9, 4, 5, 6]);
  const nothing = fromTokens({ x: tokenLists([[], []]), y: [1, 2] }, { shuffle: false });
  expect(read(nothing, 0)).toMatchObject({ shape: [2, 1], x: [0, 0] });
});

test("y keeps its type, and weights come along", () => {
  const two = tokenLists([[1], [2]]);
  const options = { shuffle: false };
  const classes = fromTokens({ x: two, y: Int32Array.of(4, 2), weights: [0.5, 2] }, options).batch(0);
  expect([classes.y.dtype, classes.y.shape, Array.from(classes.y.toArray())]).toEqual(["int32", [2], [4, 2]]);
  expect(Array.from(classes.weights?.toArray() ?? [])).toEqual([0.5, 2]);
  expect(
    fromTokens(
      {
        x: two,
        y: tensor([
          [1, 2],
          [3, 4],
        ]),
      },
      options,
    ).batch(0).y.shape,
  ).toEqual([2, 2]);
  expect(fromTokens({ x: two, y: intTensor([1, 2]) }, options).batch(0).y.dtype).toBe("int32");
  expect(fromTokens({ x: two, y: Float32Array.of(1, 2) }, options).batch(0).y.shape).toEqual([2, 1]);
});

const wrong = (options: TokenDatasetOptions) => () => fromTokens({ x, y }, options);

test("misuse is named", () => {
  expect(() => fromTokens({ x, y: [1] })).toThrow("x has 11 lists, but y has 1 examples");
  expect(() => fromTokens({ x, y, weights: [1] })).toThrow("x has 11 lists, but weights has 1 examples");
  expect(() => fromTokens({ x, y, weights: y.map((one) => [one]) })).toThrow(
    "weights has one value per example, got examples of shape [1]",
  );
  expect(() => fromTokens({ x: tokenLists([]), y })).toThrow("x must hold at least one list");
  expect(() => fromTokens({ x: { tokens: x.tokens, offsets: Int32Array.of(0, 5, 3) }, y })).toThrow(
    "got offset 3 at 2; help: tokenLists makes them",
  );
  expect(wrong({ batchSize: 0 })).toThrow("fromTokens: batchSize must be an integer of at least 1, got 0");
  expect(wrong({ length: "maxlen" })).toThrow('length "maxlen" needs a maxlen');
  expect(wrong({ bucketBatches: 2, shuffle: false })).toThrow(
    'bucketBatches 2 needs shuffle and length "longest", got shuffle false',
  );
  expect(wrong({ bucketBatches: 2, maxlen: 9 })).toThrow('got shuffle true and length "maxlen"');
});

const anyOptions = fc.record({
  batchSize: fc.integer({ min: 1, max: 7 }),
  seed: fc.nat(),
  maxlen: fc.integer({ min: 1, max: 8 }),
  bucketBatches: fc.constantFrom(1, 2, 3, Infinity),
  padding: fc.constantFrom("pre" as const, "post" as const),
});
const anyLengths = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 });

test("every pass holds every example once, with its own tokens", () => {
  fc.assert(
    fc.property(anyLengths, anyOptions, fc.nat({ max: 3 }), (sizes, options, pass) => {
      const data = fromTokens(
        { x: tokenLists(listsOf(sizes)), y: sizes.map((_, i) => i) },
        { ...options, length: "longest" },
      );
      const seen: number[] = [];
      for (let step = 0; step < data.steps; step++) {
        const batch = read(data, pass * data.steps + step);
        const [rows, length] = batch.shape;
        expect(length).toBe(Math.max(1, ...batch.y.map((example) => Math.min(sizes[example], options.maxlen))));
        expect(rows).toBe(batch.y.length);
        batch.y.forEach((example, row) => {
          const kept = Math.min(sizes[example], options.maxlen);
          const tokens = repeated(example + 1, kept);
          const fill = repeated(0, length - kept);
          const line = options.padding === "pre" ? [...fill, ...tokens] : [...tokens, ...fill];
          expect(batch.x.slice(row * length, (row + 1) * length)).toEqual(line);
        });
        seen.push(...batch.y);
      }
      expect(seen.toSorted((a, b) => a - b)).toEqual(sizes.map((_, i) => i));
    }),
  );
});

test("a batch is a function of its number and the seed alone", () => {
  fc.assert(
    fc.property(
      anyLengths,
      anyOptions,
      fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 8 }),
      (sizes, options, asked) => {
        const make = () => fromTokens({ x: tokenLists(listsOf(sizes)), y: sizes }, { ...options, length: "longest" });
        const data = make();
        for (const index of asked) expect(read(data, index)).toEqual(read(make(), index));
      },
    ),
  );
});

const order = (seed: number, pass: number, bucketBatches: number): number[] => {
  const data = fromTokens({ x, y }, { batchSize: 2, seed, bucketBatches });
  return Array.from({ length: data.steps }, (_, step) => read(data, pass * data.steps + step).y).flat();
};

test("orders differ by pass and by seed", () => {
  for (const bucketBatches of [1, 2, Infinity]) {
    expect(order(1, 0, bucketBatches)).not.toEqual(order(1, 1, bucketBatches));
    expect(order(1, 0, bucketBatches)).not.toEqual(order(2, 0, bucketBatches));
  }
});

test("bucketing leaves little padding and no order by length", () => {
  const many = Array.from({ length: 640 }, (_, i) => 1 + ((i * 7919) % 101));
  const lists = tokenLists(listsOf(many));
  const widths = (bucketBatches: number): number[] => {
    const data = fromTokens({ x: lists, y: many }, { batchSize: 16, bucketBatches });
    return Array.from({ length: data.steps }, (_, step) => data.batch(step).x.shape[1]);
  };
  const padded = (bucketBatches: number): number =>
    widths(bucketBatches).reduce((sum, width) => sum + 16 * width, 0) / lists.tokens.length;
  expect(padded(1)).toBeGreaterThan(1.7);
  expect(padded(20)).toBeLessThan(1.12);
  expect(padded(Infinity)).toBeLessThan(1.04);
  expect(widths(Infinity)).not.toEqual(widths(Infinity).toSorted((a, b) => a - b));
});
