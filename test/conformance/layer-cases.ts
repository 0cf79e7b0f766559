import type { KernelName } from "../../src/kernels/signatures.ts";
import { numbers, type Case } from "./case.ts";

const result = (length: number): { result: number } => ({ result: length });
const bits = (length: number, seed: number): number[] => numbers(length, seed).map((v) => (v > -0.3 ? 1 : 0));

/** [rows, columns], with odd ones and more than one tile. */
const matrices = [
  [1, 1],
  [3, 17],
  [70, 5],
  [9, 130],
] as const;

/** [batch, queryTime, keyTime, depth] */
const scores = [
  [1, 1, 1, 1],
  [3, 5, 7, 3],
  [2, 9, 33, 17],
  [17, 3, 4, 64],
] as const;

const places = [
  { title: "axes exchanged", size: 24, lengths: [4, 2, 3], strides: [1, 12, 4], offset: 0 },
  { title: "repeated", size: 6, lengths: [2, 5, 3], strides: [3, 0, 1], offset: 0 },
  { title: "cut out", size: 60, lengths: [2, 3, 5], strides: [30, 5, 1], offset: 10 },
  { title: "wide rows", size: 2 * 70, lengths: [3, 70], strides: [35, 1], offset: 0 },
  { title: "one axis", size: 40, lengths: [20], strides: [2], offset: 1 },
] as const;

const poolings = [
  { batch: 1, time: 1, channels: 1, outputTime: 1, pool: 1, stride: 1, padding: 0 },
  { batch: 9, time: 11, channels: 3, outputTime: 5, pool: 3, stride: 2, padding: 0 },
  { batch: 2, time: 8, channels: 17, outputTime: 8, pool: 4, stride: 1, padding: 1 },
] as const;

type Covered = Extract<
  KernelName,
  | "additiveScores"
  | "additiveScoresGradient"
  | "averagePooling"
  | "averagePoolingGradient"
  | "batchMatmul"
  | "columnMoments"
  | "combineMasks"
  | "joinMasks"
  | "maskRows"
  | "maskedSoftmax"
  | "maximum"
  | "maximumGradient"
  | "normalizeColumns"
  | "normalizeColumnsGradient"
  | "rmsNormalization"
  | "rmsNormalizationGradient"
  | "rotate"
  | "rowsDiffer"
  | "stridedAdd"
  | "stridedCopy"
>;

const additive = scores.map(([batch, queryTime, keyTime, depth]) => ({
  title: `${batch}×${queryTime}×${keyTime}×${depth}`,
  given: {
    q: numbers(batch * queryTime * depth, 1, 2),
    k: numbers(batch * keyTime * depth, 2, 2),
    score: numbers(depth, 3),
    batch,
    queryTime,
    keyTime,
    depth,
  },
}));

const rotations = [true, false].flatMap((neighbours) =>
  [true, false].flatMap((back) =>
    [
      [1, 1, 1, 2],
      [2, 5, 3, 34],
      [3, 7, 1, 6],
    ].map(([batch, time, heads, depth]) => ({
      title: `${batch}×${time}×${heads}×${depth}, ${neighbours}, ${back}`,
      given: {
        x: numbers(batch * time * heads * depth, 1),
        cosine: numbers((time * depth) / 2, 2),
        sine: numbers((time * depth) / 2, 3),
        y: result(batch * time * heads * depth),
        batch,
        time,
        heads,
        depth,
        neighbours,
        back,
      },
    })),
  ),
);

/** Numbers of which some pairs are equal. */
const rounded = (length: number, seed: number): number[] => numbers(length, seed, 3).map(Math.round);

/** What columnMoments gives: the gradient reads moments of the x that it gets. */
function momentsOf(x: readonly number[], mask: readonly number[] | null, rows: number, columns: number) {
  const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => mask?.[row] !== 0);
  const divisor = kept.length + (mask === null ? 0 : 1e-7);
  const means = Array.from({ length: columns }, (_, column) =>
    Math.fround(kept.reduce((sum, row) => sum + x[row * columns + column], 0) / divisor),
  );
  const variances = means.map((mean, column) =>
    Math.fround(kept.reduce((sum, row) => sum + (x[row * columns + column] - mean) ** 2, 0) / divisor),
  );
  return { mean: means, variance: variances };
}

/** Kernels of attention, normalization, merging and shape layers. */
export const layerCases: { readonly [K in Covered]: readonly Case[] } = {
  additiveScores: additive.map(({ title, given }) => ({
    title,
    given: { ...given, y: result(given.batch * given.queryTime * given.keyTime) },
    tolerance: 4e-6,
  })),
  additiveScoresGradient: additive.map(({ title, given }) => ({
    title,
    given: {
      ...given,
      dy: numbers(given.batch * given.queryTime * given.keyTime, 4),
      dq: result(given.q.length),
      dk: result(given.k.length),
      dScore: result(given.depth),
    },
    tolerance: 6e-6,
    scale: 0.1,
  })),
  averagePooling: poolings.map((sizes) => ({
    title: Object.values(sizes).join("×"),
    given: {
      x: numbers(sizes.batch * sizes.time * sizes.channels, 1),
      y: result(sizes.batch * sizes.outputTime * sizes.channels),
      ...sizes,
    },
  })),
  averagePoolingGradient: poolings.map((sizes) => ({
    title: Object.values(sizes).join("×"),
    given: {
      dy: numbers(sizes.batch * sizes.outputTime * sizes.channels, 1),
      dx: result(sizes.batch * sizes.time * sizes.channels),
      ...sizes,
    },
  })),
  batchMatmul: [
    [1, 1, 1, 1],
    [3, 5, 7, 4],
    [2, 70, 33, 17],
    [9, 3, 65, 130],
  ].flatMap(([batch, rows, columns, inner]) =>
    [0, 1, 2, 3].map((form) => ({
      title: `${batch}×${rows}×${columns}×${inner}, form ${form}`,
      given: {
        a: numbers(batch * rows * inner, 1),
        b: numbers(batch * inner * columns, 2),
        c: result(batch * rows * columns),
        batch,
        rows,
        columns,
        inner,
        transposeA: form % 2 === 1,
        transposeB: form >= 2,
      },
      tolerance: 4e-6,
    })),
  ),
  columnMoments: [true, false].flatMap((masked) =>
    matrices.map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${masked ? "masked" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        rowMask: masked ? bits(rows, 2) : null,
        mean: result(columns),
        variance: result(columns),
        rows,
        columns,
      },
      // The variance of one row is zero but for rounding.
      scale: 1e-3,
    })),
  ),
  combineMasks: [true, false].map((either) => ({
    title: `${either}`,
    given: { a: bits(70, 1), b: bits(70, 2), mask: result(70), either, size: 70 },
    tolerance: 0,
  })),
  joinMasks: [0, 1, 2, 3].map((form) => ({
    title: `${form}`,
    given: {
      a: form % 2 === 0 ? bits(15, 1) : null,
      b: form < 2 ? bits(21, 2) : null,
      mask: result(36),
      rows: 3,
      aWidth: 5,
      bWidth: 7,
    },
    tolerance: 0,
  })),
  maskRows: matrices.map(([rows, columns]) => ({
    title: `${rows}×${columns}`,
    given: {
      x: numbers(rows * columns, 1),
      mask: bits(rows, 2),
      y: result(rows * columns),
      value: 1.5,
      rows,
      columns,
    },
    tolerance: 0,
  })),
  maskedSoftmax: scores.flatMap(([batch, queryTime, keyTime]) =>
    [
      { before: -1, after: -1, masked: false },
      { before: 2, after: 0, masked: true },
      { before: -1, after: 1, masked: true },
    ].map(({ before, after, masked }) => ({
      title: `${batch}×2×${queryTime}×${keyTime}, ${before}, ${after}, ${masked}`,
      given: {
        x: numbers(batch * 2 * queryTime * keyTime, 1, 30),
        keyMask: masked ? bits(batch * keyTime, 2) : null,
        y: result(batch * 2 * queryTime * keyTime),
        batch,
        heads: 2,
        queryTime,
        keyTime,
        offset: 1,
        before,
        after,
      },
      tolerance: 4e-6,
    })),
  ),
  maximum: [
    { title: "70", given: { a: rounded(70, 1), b: rounded(70, 2), y: result(70), size: 70 }, tolerance: 0 },
    { title: "1", given: { a: [1], b: [2], y: result(1), size: 1 }, tolerance: 0 },
    { title: "NaN", given: { a: [NaN, 1, NaN], b: [1, NaN, NaN], y: result(3), size: 3 }, tolerance: 0 },
  ],
  maximumGradient: [
    {
      title: "70",
      given: {
        a: rounded(70, 1),
        b: rounded(70, 2),
        dy: numbers(70, 3),
        da: result(70),
        db: result(70),
        size: 70,
      },
      tolerance: 0,
    },
    {
      title: "NaN",
      given: {
        a: [NaN, 1, NaN],
        b: [1, NaN, NaN],
        dy: [2, 4, 6],
        da: result(3),
        db: result(3),
        size: 3,
      },
      tolerance: 0,
    },
  ],
  normalizeColumns: [true, false].flatMap((affine) =>
    matrices.map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${affine ? "affine" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        mean: numbers(columns, 2),
        variance: numbers(columns, 3).map(Math.abs),
        gamma: affine ? numbers(columns, 4) : null,
        beta: affine ? numbers(columns, 5) : null,
        y: result(rows * columns),
        rows,
        columns,
        epsilon: 1e-3,
      },
    })),
  ),
  normalizeColumnsGradient: [0, 1, 2, 3].flatMap((form) =>
    matrices.map(([rows, columns]) => {
      const x = numbers(rows * columns, 1, 2);
      const rowMask = form === 1 ? bits(rows, 2) : null;
      return {
        title: `${rows}×${columns}, form ${form}`,
        given: {
          x,
          rowMask,
          ...momentsOf(x, rowMask, rows, columns),
          gamma: form < 2 ? numbers(columns, 5) : null,
          dy: numbers(rows * columns, 6),
          dx: form === 3 ? null : result(rows * columns),
          dGamma: form < 2 ? result(columns) : null,
          dBeta: form < 2 ? result(columns) : null,
          rows,
          columns,
          epsilon: 1e-3,
          fixed: form === 2,
        },
        tolerance: 6e-6,
        scale: 0.3,
      };
    }),
  ),
  rmsNormalization: [true, false].flatMap((affine) =>
    matrices.map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${affine ? "affine" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        gamma: affine ? numbers(columns, 2) : null,
        y: result(rows * columns),
        inverse: result(rows),
        rows,
        columns,
        epsilon: 1e-3,
      },
    })),
  ),
  rmsNormalizationGradient: [true, false].flatMap((affine) =>
    matrices.map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${affine ? "affine" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        gamma: affine ? numbers(columns, 2) : null,
        inverse: numbers(rows, 4).map((v) => 0.6 + Math.abs(v)),
        dy: numbers(rows * columns, 5),
        dx: result(rows * columns),
        dGamma: affine ? result(columns) : null,
        rows,
        columns,
      },
      tolerance: 4e-6,
    })),
  ),
  rotate: rotations,
  rowsDiffer: [0, 0.1].map((value) => ({
    title: `${value}`,
    given: {
      x: [value, value, value, value, 1, value, 0.2, value, value, value, value, 0.3],
      mask: result(4),
      value,
      rows: 4,
      columns: 3,
    },
    tolerance: 0,
  })),
  stridedAdd: places.map(({ title, size, lengths, strides, offset }) => ({
    title,
    given: {
      dy: numbers(
        lengths.reduce((a, b) => a * b, 1),
        1,
      ),
      dx: result(size),
      lengths,
      strides,
      axes: lengths.length,
      offset,
      size,
    },
  })),
  stridedCopy: places.map(({ title, size, lengths, strides, offset }) => ({
    title,
    given: {
      x: numbers(size, 1),
      y: result(lengths.reduce((a, b) => a * b, 1)),
      lengths,
      strides,
      axes: lengths.length,
      offset,
    },
    tolerance: 0,
  })),
};
