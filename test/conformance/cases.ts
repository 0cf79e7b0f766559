import { activationCodes } from "../../src/kernels/activations.ts";
import { lossCodes } from "../../src/kernels/losses.ts";
import { savedSize, type RecurrentKind } from "../../src/kernels/saved.ts";
import type { KernelName } from "../../src/kernels/signatures.ts";
import { numbers, type Case, type Given } from "./case.ts";
import { crossentropyCases } from "./crossentropy-cases.ts";
import { layerCases } from "./layer-cases.ts";
import { optimizerCases } from "./optimizer-cases.ts";
import { rowLossCases } from "./row-loss-cases.ts";

const result = (length: number): { result: number } => ({ result: length });
const sizes = [1, 3, 17, 64, 65] as const;
const masks = (length: number, seed: number): number[] => numbers(length, seed).map((v) => (v > -0.6 ? 1.25 : 0));

const elementwise = (seed: number): Case[] =>
  [...sizes, 40_000].map((size) => ({
    title: `${size}`,
    given: { a: numbers(size, seed), b: numbers(size, seed + 1), y: result(size), size },
    tolerance: 0,
  }));

const spread = [-1e4, -100, -20, -5, -1, -0.3, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.3, 1, 5, 20, 100, 1e4];

const activations = Object.entries(activationCodes);

function convolutions(): { title: string; sizes: Record<string, number> }[] {
  const shapes = [
    { batch: 1, time: 1, channels: 1, filters: 1, width: 1, stride: 1, dilation: 1, padding: 0, outputTime: 1 },
    { batch: 9, time: 17, channels: 3, filters: 5, width: 3, stride: 1, dilation: 1, padding: 1, outputTime: 17 },
    { batch: 2, time: 20, channels: 17, filters: 33, width: 5, stride: 2, dilation: 1, padding: 0, outputTime: 8 },
    { batch: 3, time: 11, channels: 2, filters: 64, width: 3, stride: 1, dilation: 2, padding: 4, outputTime: 11 },
    { batch: 1, time: 5, channels: 4, filters: 3, width: 4, stride: 3, dilation: 1, padding: 2, outputTime: 2 },
  ];
  return shapes.map((shape) => ({ title: Object.values(shape).join("×"), sizes: shape }));
}

const scans = [
  [1, 1, 1],
  [3, 5, 7],
  [2, 40, 17],
  [5, 9, 131],
].map(([batch, time, channels]) => ({
  title: `${batch}×${time}×${channels}`,
  sizes: { batch, time, channels },
  sequences: batch * time * channels,
  state: batch * channels,
}));

/** What additive attention and its gradient read: with a source for each row, and with fewer that rows share. */
function additive() {
  const shapes = [
    [1, 1, 1, 1],
    [3, 5, 3, 4],
    [17, 9, 17, 33],
    [40, 20, 64, 65],
    [5, 130, 16, 8],
  ];
  return shapes.flatMap(([rows, keyTime, depth, valueDepth]) =>
    (rows > 4 ? [rows, 4] : [rows]).map((table) => {
      const lengths = { rows, keyTime, depth, valueDepth };
      const given = {
        q: numbers(rows * depth, 1, 1.5),
        keys: numbers(table * keyTime * depth, 2, 1.5),
        values: numbers(table * keyTime * valueDepth, 3),
        score: numbers(depth, 4),
        ...lengths,
      };
      return { title: `${Object.values(lengths).join("×")}, ${table} sources`, lengths, table, given };
    }),
  );
}

interface RecurrentShape {
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly units: number;
}

const recurrentShapes: readonly RecurrentShape[] = [
  { batch: 1, time: 1, features: 1, units: 1 },
  { batch: 3, time: 5, features: 4, units: 3 },
  { batch: 17, time: 7, features: 5, units: 17 },
  { batch: 35, time: 12, features: 14, units: 32 },
  { batch: 4, time: 3, features: 65, units: 64 },
];

const gatesOf = { simpleRnn: 1, lstm: 4, gru: 3 } as const;

/** Variants of what a recurrent layer may be asked, each with the shapes above. */
const variants: readonly {
  title: string;
  options: Record<string, number | boolean>;
  masks?: "steps" | "input" | "all";
  initial?: boolean;
  activation?: string;
  gate?: string;
}[] = [
  { title: "plain", options: {} },
  { title: "initial", options: {}, initial: true },
  { title: "reverse", options: { reverse: true }, initial: true },
  { title: "restored", options: { reverse: true, restoreOrder: true } },
  { title: "step mask", options: {}, masks: "steps", initial: true },
  {
    title: "step mask, reverse, zeros",
    options: { reverse: true, restoreOrder: true, zeroOutput: true },
    masks: "steps",
  },
  { title: "shared input mask", options: {}, masks: "input" },
  { title: "all masks", options: {}, masks: "all", initial: true },
  { title: "relu, hard sigmoid", options: {}, activation: "relu", gate: "hardSigmoid" },
  { title: "softsign, softplus", options: { reverse: true }, masks: "all", activation: "softsign", gate: "sigmoid" },
];

/** Everything a recurrent kernel and its gradient read, and the outputs they write. */
export function recurrentCases(
  kind: RecurrentKind,
  part: "forward" | "gradient",
): (Case & { readonly shape: RecurrentShape })[] {
  const forms = kind === "gru" ? [true, false] : [true];
  return forms.flatMap((resetAfter) =>
    recurrentShapes.flatMap((shape, k) =>
      variants.map((variant, v) => {
        const { batch, time, features, units } = shape;
        const gates = gatesOf[kind];
        const seed = 100 * k + 7 * v + (resetAfter ? 1 : 2);
        const every = variant.masks === "all";
        const state = variant.initial === true ? numbers(batch * units, seed + 5) : null;
        // Row 0 fully masked, row 1 masked in front, row 2 behind, the others everywhere.
        const steps = Array.from({ length: batch * time }, (_, i) => {
          const [row, step] = [Math.floor(i / time), i % time];
          if (row === 0) return 0;
          if (row === 1) return step >= time / 2 ? 1 : 0;
          return row === 2 ? (step < time / 2 ? 1 : 0) : (i * 7) % 3 === 0 ? 0 : 1;
        });
        const shared: Given = {
          x: numbers(batch * time * features, seed),
          kernel: numbers(features * gates * units, seed + 1, 0.6),
          recurrent: numbers(units * gates * units, seed + 2, 0.6),
          initial: state,
          ...(kind === "lstm"
            ? { initialCell: variant.initial === true ? numbers(batch * units, seed + 6) : null }
            : {}),
          stepMask: variant.masks === "steps" || every ? steps : null,
          inputMask: every
            ? masks(batch * gates * features, seed + 7)
            : variant.masks === "input"
              ? masks(batch * features, seed + 8)
              : null,
          recurrentMask: every ? masks(batch * gates * units, seed + 9) : null,
        };
        const flags: Given = {
          batch,
          time,
          features,
          units,
          inputMaskGates: every ? gates : 1,
          reverse: false,
          restoreOrder: false,
          zeroOutput: false,
          activation: codeOf(variant.activation ?? "tanh"),
          ...(kind === "simpleRnn" ? {} : { recurrentActivation: codeOf(variant.gate ?? "sigmoid") }),
          ...(kind === "gru" ? { resetAfter } : {}),
          ...variant.options,
        };
        const biasLength = (kind === "gru" && resetAfter ? 2 : 1) * gates * units;
        const title =
          `${batch}×${time}×${features}, ${units} units, ` +
          `${variant.title}${kind === "gru" && !resetAfter ? ", reset before" : ""}`;
        const odd = v % 2 === 1;
        const forward: Given = {
          ...shared,
          bias: odd ? null : numbers(biasLength, seed + 3),
          sequences: v % 3 === 0 ? null : result(batch * time * units),
          state: result(batch * units),
          ...(kind === "lstm" ? { cell: result(batch * units) } : {}),
          ...flags,
        };
        if (part === "forward") return { title, shape, given: { ...forward, saved: null }, tolerance: 4e-6 };
        const backward: Given = {
          ...shared,
          bias: odd ? null : numbers(biasLength, seed + 3),
          dSequences: v % 3 === 0 ? null : numbers(batch * time * units, seed + 10),
          dState: v % 3 === 1 ? null : numbers(batch * units, seed + 11),
          ...(kind === "lstm" ? { dCell: v % 4 === 0 ? numbers(batch * units, seed + 12) : null } : {}),
          dx: odd ? result(batch * time * features) : null,
          dKernel: result(features * gates * units),
          dRecurrent: result(units * gates * units),
          dBias: odd ? null : result(biasLength),
          dInitial: odd ? result(batch * units) : null,
          ...(kind === "lstm" ? { dInitialCell: odd ? result(batch * units) : null } : {}),
          ...flags,
        };
        return { title, shape, given: backward, tolerance: 2e-5 };
      }),
    ),
  );
}

function codeOf(name: string): number {
  const found = activations.find(([known]) => known === name);
  if (found === undefined) throw new Error(`no activation ${name}`);
  return found[1];
}

export function savedLength(kind: RecurrentKind, shape: RecurrentShape): number {
  return savedSize(shape, kind);
}

type Plain = Exclude<
  KernelName,
  | "attention"
  | "attentionGradient"
  | "attentionWeights"
  | "gru"
  | "gruGradient"
  | "lstm"
  | "lstmGradient"
  | "simpleRnn"
  | "simpleRnnGradient"
>;

const grid = (): number[] => [...spread, ...numbers(48, 3, 4)];

/** At least one case for every kernel that is neither recurrent nor attention: the type forgets none. */
export const cases: { readonly [K in Plain]: readonly Case[] } = {
  ...layerCases,
  fill: sizes.map((size) => ({ title: `${size}`, given: { y: result(size), value: 0.3, size } })),
  copy: sizes.map((size) => ({
    title: `${size}`,
    given: { x: numbers(size, 1), y: result(size), size },
    tolerance: 0,
  })),
  add: elementwise(1),
  subtract: elementwise(2),
  multiply: elementwise(3),
  addRow: sizes.map((columns) => ({
    title: `${columns}`,
    given: { x: numbers(5 * columns, 1), row: numbers(columns, 2), y: result(5 * columns), rows: 5, columns },
    tolerance: 0,
  })),
  scale: sizes.map((size) => ({
    title: `${size}`,
    given: { x: numbers(size, 1), y: result(size), factor: -1.7, offset: 0.2, size },
    tolerance: 3e-7,
  })),
  activate: activations.map(([name, activation]) => {
    const x = name === "exponential" ? grid().map((v) => Math.max(Math.min(v, 5), -100)) : grid();
    return { title: name, given: { x, y: result(x.length), size: x.length, activation } };
  }),
  activateGradient: activations
    .filter(([name]) => name !== "exponential")
    .map(([name, activation]) => {
      // y is made by hand for the activations whose gradient reads it: any consistent pair will do.
      const x = [0, ...numbers(64, 3, 3)];
      const y = x.map((v) => exactActivation(name, v));
      return {
        title: name,
        given: { x, y, dy: numbers(65, 4), dx: result(65), size: 65, activation },
        tolerance: 2e-6,
      };
    }),
  leakyRelu: sizes.map((size) => ({
    title: `${size}`,
    given: { x: numbers(size, 1), y: result(size), negativeSlope: 0.3, size },
    tolerance: 1e-7,
  })),
  leakyReluGradient: sizes.map((size) => ({
    title: `${size}`,
    given: {
      x: numbers(size, 1).map((v, i) => [v, 0, NaN][i % 3]),
      dy: numbers(size, 2),
      dx: result(size),
      negativeSlope: 0.3,
      size,
    },
    tolerance: 1e-7,
  })),
  sum: sizes.map((size) => ({ title: `${size}`, given: { x: numbers(size, 1), y: result(1), size } })),
  sumOfSquares: sizes.map((size) => ({ title: `${size}`, given: { x: numbers(size, 1), y: result(1), size } })),
  columnSum: [
    [1, 1],
    [3, 17],
    [65, 64],
    [2500, 5],
  ].map(([rows, columns]) => ({
    title: `${rows}×${columns}`,
    given: { x: numbers(rows * columns, 1), y: result(columns), rows, columns },
  })),
  findNonFinite: [
    [1, 2, 3],
    [1, NaN, Infinity],
    [0, 0, -Infinity],
    [3.4e38, 1e-45, 0],
    Array.from({ length: 5000 }, (_, i) => (i === 4321 || i === 4900 ? -Infinity : i)),
  ].map((x, i) => ({
    title: `${i}`,
    given: { x, position: result(1), size: x.length },
    tolerance: 0,
  })),
  matmul: [
    [1, 1, 1],
    [3, 17, 5],
    [17, 3, 65],
    [64, 64, 64],
    [65, 65, 300],
    [130, 49, 17],
    [5, 7, 5000],
  ].flatMap(([rows, columns, inner]) =>
    [0, 1, 2, 3].map((form) => ({
      title: `${rows}×${columns}×${inner}, form ${form}`,
      given: {
        a: numbers(rows * inner, 1),
        b: numbers(inner * columns, 2),
        bias: form === 0 ? numbers(columns, 3) : null,
        c: result(rows * columns),
        rows,
        columns,
        inner,
        transposeA: form === 1 || form === 3,
        transposeB: form >= 2,
      },
      tolerance: 4e-6,
    })),
  ),
  softmax: [
    [1, 1],
    [3, 17],
    [65, 64],
  ].map(([rows, columns]) => ({
    title: `${rows}×${columns}`,
    given: { x: numbers(rows * columns, 1, 1e4), y: result(rows * columns), rows, columns },
  })),
  softmaxGradient: [
    [1, 1],
    [3, 17],
    [65, 64],
  ].map(([rows, columns]) => ({
    title: `${rows}×${columns}`,
    given: {
      y: numbers(rows * columns, 1).map(Math.abs),
      dy: numbers(rows * columns, 2),
      dx: result(rows * columns),
      rows,
      columns,
    },
  })),
  layerNormalization: [true, false].flatMap((affine) =>
    [
      [1, 3],
      [17, 65],
      [64, 16],
    ].map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${affine ? "affine" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        gamma: affine ? numbers(columns, 2) : null,
        beta: affine ? numbers(columns, 3) : null,
        y: result(rows * columns),
        mean: result(rows),
        inverse: result(rows),
        rows,
        columns,
        epsilon: 1e-3,
      },
    })),
  ),
  layerNormalizationGradient: [true, false].flatMap((affine) =>
    [
      [1, 3],
      [17, 65],
      [64, 16],
    ].map(([rows, columns]) => ({
      title: `${rows}×${columns}, ${affine ? "affine" : "plain"}`,
      given: {
        x: numbers(rows * columns, 1, 3),
        gamma: affine ? numbers(columns, 2) : null,
        mean: numbers(rows, 3, 0.1),
        inverse: numbers(rows, 4).map((v) => 0.6 + Math.abs(v)),
        dy: numbers(rows * columns, 5),
        dx: result(rows * columns),
        dGamma: affine ? result(columns) : null,
        dBeta: affine ? result(columns) : null,
        rows,
        columns,
      },
      tolerance: 1e-5,
    })),
  ),
  gather: [
    {
      title: "repeated",
      given: { table: numbers(5 * 17, 1), indices: [4, 0, 4, 2, 2, 1, 0], y: result(7 * 17), count: 7, width: 17 },
      tolerance: 0,
    },
  ],
  gatherGradient: [
    {
      title: "repeated",
      given: {
        indices: [4, 0, 4, 2, 2, 1, 0],
        dy: numbers(7 * 17, 1),
        dTable: result(9 * 17),
        count: 7,
        rows: 9,
        width: 17,
      },
    },
  ],
  findOutOfRange: [
    [0, 4, 2],
    [0, 5, -1],
    [-1, 0, 9],
  ].map((indices) => ({
    title: indices.join(),
    given: { indices, position: result(1), count: 3, rows: 5 },
  })),
  notEqual: [{ title: "zeros", given: { indices: [0, 3, 0, 1], mask: result(4), value: 0, count: 4 } }],
  copyColumns: [
    {
      title: "a part",
      given: {
        x: numbers(3 * 5, 1),
        y: numbers(3 * 9, 2),
        rows: 3,
        xStride: 5,
        xOffset: 1,
        yStride: 9,
        yOffset: 4,
        width: 3,
      },
    },
  ],
  reverseTime: [
    { title: "3×5×7", given: { x: numbers(105, 1), y: result(105), batch: 3, time: 5, width: 7 }, tolerance: 0 },
  ],
  linearScan: scans.flatMap(({ title, sizes: s, sequences, state }) =>
    [true, false].map((initial) => ({
      title: `${title}${initial ? ", initial" : ""}`,
      given: {
        decay: numbers(sequences, 1),
        x: numbers(sequences, 2),
        initial: initial ? numbers(state, 3) : null,
        y: result(sequences),
        ...s,
      },
    })),
  ),
  linearScanGradient: scans.flatMap(({ title, sizes: s, sequences, state }) =>
    [true, false].map((initial) => ({
      title: `${title}${initial ? ", initial" : ""}`,
      given: {
        decay: numbers(sequences, 1),
        initial: initial ? numbers(state, 3) : null,
        y: numbers(sequences, 4),
        dy: numbers(sequences, 5),
        dDecay: result(sequences),
        dx: result(sequences),
        dInitial: initial ? result(state) : null,
        ...s,
      },
    })),
  ),
  convolution: convolutions().map(({ title, sizes: s }) => ({
    title,
    given: {
      x: numbers(s["batch"] * s["time"] * s["channels"], 1),
      kernel: numbers(s["width"] * s["channels"] * s["filters"], 2),
      bias: s["batch"] === 2 ? null : numbers(s["filters"], 3),
      y: result(s["batch"] * s["outputTime"] * s["filters"]),
      ...s,
    },
    tolerance: 4e-6,
  })),
  convolutionGradient: convolutions().map(({ title, sizes: s }) => ({
    title,
    given: {
      x: numbers(s["batch"] * s["time"] * s["channels"], 1),
      kernel: numbers(s["width"] * s["channels"] * s["filters"], 2),
      dy: numbers(s["batch"] * s["outputTime"] * s["filters"], 3),
      dx: s["batch"] === 3 ? null : result(s["batch"] * s["time"] * s["channels"]),
      dKernel: result(s["width"] * s["channels"] * s["filters"]),
      dBias: s["batch"] === 2 ? null : result(s["filters"]),
      ...s,
    },
    tolerance: 4e-6,
  })),
  maxPooling: [
    [2, 9, 3, 4, 2, 2, 0, 1e9],
    [1, 7, 17, 4, 3, 2, 1, 1e9],
    [9, 5, 2, 1, 5, 5, 0, 1e9],
    [3, 9, 37, 4, 4, 2, 1, 5],
  ].map(([batch, time, channels, outputTime, pool, stride, padding, nanEvery]) => ({
    title: `${batch}×${time}×${channels}${nanEvery === 5 ? ", NaNs" : ""}`,
    given: {
      x: numbers(batch * time * channels, 1).map((v, i) =>
        i % nanEvery === 4 ? NaN : Math.fround(Math.round(v * 4) / 4),
      ),
      y: result(batch * outputTime * channels),
      winners: result(batch * outputTime * channels),
      batch,
      time,
      channels,
      outputTime,
      pool,
      stride,
      padding,
    },
    tolerance: 0,
  })),
  maxPoolingGradient: [
    {
      title: "2×5×3",
      given: {
        winners: [0, 1, 1, 1, 1, 3, 4, 2, 0, 4, 4, 4],
        dy: numbers(12, 1),
        dx: result(30),
        batch: 2,
        time: 5,
        channels: 3,
        outputTime: 2,
      },
    },
  ],
  meanOverTime: [null, [1, 0, 1, 0, 0, 0, 1, 1, 1]].map((stepMask) => ({
    title: stepMask === null ? "all" : "masked",
    given: { x: numbers(3 * 3 * 17, 1), stepMask, y: result(51), batch: 3, time: 3, channels: 17 },
  })),
  meanOverTimeGradient: [null, [1, 0, 1, 0, 0, 0, 1, 1, 1]].map((stepMask) => ({
    title: stepMask === null ? "all" : "masked",
    given: { dy: numbers(51, 1), stepMask, dx: result(153), batch: 3, time: 3, channels: 17 },
  })),
  additiveAttention: additive().map(({ title, given, lengths: { rows, keyTime, valueDepth }, table }) => ({
    title,
    given: {
      ...given,
      // Key 0 of source 1 alone is seen, and of source 2 none.
      keyMask: Array.from({ length: table * keyTime }, (_, i) => {
        const [source, key] = [Math.floor(i / keyTime), i % keyTime];
        return source === 2 || (source === 1 && key > 0) || (source === 3 && key % 3 === 1) ? 0 : 1;
      }),
      sourceIndices: table === rows ? null : Array.from({ length: rows }, (_, i) => (2 * i + 1) % table),
      y: rows === 3 ? null : result(rows * valueDepth),
      weights: result(rows * keyTime),
    },
    tolerance: 4e-6,
  })),
  additiveAttentionGradient: additive()
    .filter(({ table, lengths }) => table === lengths.rows)
    .map(({ title, given, lengths: { rows, keyTime, depth, valueDepth } }) => ({
      title,
      given: {
        ...given,
        // Row 2 sees nothing, the others not every fourth key; such weights need not sum to 1.
        weights: numbers(rows * keyTime, 6).map((v, i) =>
          Math.floor(i / keyTime) === 2 || i % 4 === 3 ? 0 : Math.abs(v),
        ),
        dy: numbers(rows * valueDepth, 7),
        dq: result(rows * depth),
        dKeys: result(rows * keyTime * depth),
        dValues: result(rows * keyTime * valueDepth),
        dScore: result(depth),
      },
      tolerance: 1e-5,
    })),
  attentionStep: [
    [1, 1, 1, 1, 1, 1],
    [3, 5, 9, 2, 3, 5],
    [17, 33, 40, 8, 16, 16],
    [65, 7, 7, 3, 33, 20],
    [2, 130, 200, 1, 64, 65],
  ].flatMap(([rows, keyTime, capacity, heads, depth, valueDepth]) =>
    [1, 2].map((step) => ({
      title: `${rows}×${keyTime} of ${capacity}, ${heads} heads of ${depth} and ${valueDepth}, rows by ${step}`,
      given: {
        q: numbers(rows * heads * depth, 1, 2),
        k: numbers(4 * capacity * heads * depth, 2, 2),
        v: numbers(4 * capacity * heads * valueDepth, 3),
        // Some keys are not seen, and with steps of 2 a row sees none.
        keyRows: Array.from({ length: rows * keyTime }, (_, i) => (step === 2 && i < keyTime ? 0 : (step * i) % 5)),
        y: result(rows * heads * valueDepth),
        rows,
        keyTime,
        capacity,
        heads,
        depth,
        valueDepth,
        scale: 1 / Math.sqrt(depth),
      },
      tolerance: 4e-6,
    })),
  ),
  dropoutMask: [1, 5, 70_000].map((size) => ({
    title: `${size}`,
    given: { y: result(size), size, rate: 0.3, seedLow: 0xdeadbeef, seedHigh: 77, stream: 0xffffffff, counter: 12 },
    tolerance: 0,
  })),
  loss: Object.entries(lossCodes).flatMap(([name, loss]) =>
    [
      [1, 1],
      [17, 3],
    ].map(([examples, width]) => {
      const probabilities = ["binaryCrossentropy", "poisson", "klDivergence"].includes(name);
      const p = numbers(examples * width, 1, 3);
      return {
        title: `${name} ${examples}×${width}`,
        given: {
          prediction: probabilities ? p.map((v) => Math.fround(Math.min(1, Math.max(0, v / 2 + 0.5)))) : p,
          target: probabilities || name.startsWith("binary") ? p.map((_, i) => i % 2) : numbers(examples * width, 2, 3),
          weights: width === 1 ? null : numbers(examples, 3).map(Math.abs),
          value: result(1),
          gradient: examples === 1 ? null : result(examples * width),
          examples,
          width,
          loss,
          parameter: name === "huber" ? 0.7 : 0.1,
        },
      };
    }),
  ),
  ...crossentropyCases,
  ...rowLossCases,
  argmax: [
    [1, 1],
    [3, 17],
    [65, 64],
    [5, 10_000],
  ].map(([rows, columns]) => {
    // Coarse numbers, so that rows have equal largest ones. Of three rows the last has nothing but NaN and the one
    // before it two of them; of five the last has infinities of both signs.
    const x = numbers(rows * columns, 1).map((v) => Math.fround(Math.round(v * 40) / 40));
    if (rows === 3) x.fill(NaN, 34).fill(NaN, 28, 30);
    if (rows === 5) [x[40_003], x[40_004]] = [-Infinity, Infinity];
    const given = { x, position: result(rows), rows, columns };
    return { title: `${rows}×${columns}`, given, tolerance: 0 };
  }),
  topK: [
    [1, 1, 1],
    [3, 17, 1],
    [3, 17, 17],
    [65, 64, 5],
    [7, 129, 20],
    [5, 10_000, 21],
    [2, 1_000, 1_000],
  ].flatMap(([rows, columns, k]) =>
    (["distinct", "equals", "odd"] as const).map((kind) => {
      const x = numbers(rows * columns, 1, kind === "equals" ? 1 : 200).map((v, i) => {
        if (kind === "equals") return Math.fround(Math.round(v * 20) / 20);
        // The last row has nothing possible, the one before it two NaNs; the others some impossible numbers.
        if (kind !== "odd" || i % 3 !== 1) return v;
        const row = Math.floor(i / columns);
        return row === rows - 2 && [7, 10, 13].includes(i % columns) ? NaN : -Infinity;
      });
      if (kind === "odd" && rows > 1) x.fill(-Infinity, (rows - 1) * columns);
      const given = { x, values: result(rows * k), indices: result(rows * k), rows, columns, k };
      return { title: `${rows}×${columns}, ${k}, ${kind}`, given };
    }),
  ),
  clamp: sizes.map((size) => ({
    title: `${size}`,
    given: { x: numbers(size, 1, 2), y: result(size), low: -0.5, high: 1.25, size },
    tolerance: 0,
  })),
  ...optimizerCases,
  gatherWindows: [
    {
      title: "stride 2",
      given: {
        table: numbers(40 * 3, 1),
        rows: [10, 39, 17],
        y: result(3 * 4 * 3),
        batch: 3,
        steps: 4,
        offset: -6,
        stride: 2,
        columns: 3,
      },
      tolerance: 0,
    },
  ],
  gatherTargets: [
    {
      title: "two horizons",
      given: {
        table: numbers(40 * 3, 1),
        rows: [10, 33, 17],
        horizons: [1, 6],
        targets: [2, 0],
        y: result(12),
        batch: 3,
        horizonCount: 2,
        targetCount: 2,
        columns: 3,
      },
      tolerance: 0,
    },
  ],
};

/** f(x) rounded to float32. For the three activations whose gradient reads x as well, y must be theirs. */
function exactActivation(name: string, x: number): number {
  const sigmoid = 1 / (1 + Math.exp(-x));
  if (name === "tanh" || name === "softsign") return Math.fround(Math.tanh(x));
  if (name === "sigmoid") return Math.fround(sigmoid);
  if (name === "silu") return Math.fround(x * sigmoid);
  if (name === "elu" || name === "selu" || name === "leakyRelu") return Math.fround(x > 0 ? x : Math.expm1(x));
  if (name === "softplus") return Math.fround(Math.log1p(Math.exp(x)));
  return Math.fround(name.startsWith("hard") ? Math.min(1, Math.max(0, x / 6 + 0.5)) : Math.max(0, x));
}
