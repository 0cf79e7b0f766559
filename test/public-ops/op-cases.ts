import type * as ops from "../../src/ops/index.ts";
import * as all from "../../src/ops/index.ts";
import { randomKey } from "../../src/tensor/random.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { axes, x, type Argument, type SweptCase } from "./case.ts";

const key = randomKey(1);
const mask: Argument = { shape: ["batch", "time"], below: 2 };
const share: Argument = { ...x, isShare: true };
const same = { axes, tensors: { a: x, b: x } };
const one = { axes, tensors: { x } };
const labels: Argument = { shape: ["batch", "time"], below: 3 };

const two = (op: (a: Tensor, b: Tensor) => Tensor): SweptCase => ({ ...same, run: ({ a, b }) => [op(a, b)] });
const unary = (op: (a: Tensor) => Tensor): SweptCase => ({ ...one, run: (t) => [op(t["x"])] });

const queries = { ...axes, keys: 4, heads: 2, depth: 4 };
const heads = {
  q: { shape: ["batch", "time", 4, "depth"] },
  k: { shape: ["batch", "keys", "heads", "depth"] },
  v: { shape: ["batch", "keys", "heads", "n"] },
  keyMask: { shape: ["batch", "keys"], below: 2 },
} as const;
const bounds = { queryOffset: 1, window: 3 };

const additive = {
  query: { shape: ["batch", "depth"] },
  keys: { shape: ["batch", "keys", "depth"] },
  values: { shape: ["batch", "keys", "n"] },
  score: { shape: ["depth"] },
  keyMask: { shape: ["batch", "keys"], below: 2 },
  sourceIndices: { shape: ["batch"], below: 2 },
} as const;

const recurrent = (gates: number, biases = 1): SweptCase["tensors"] => ({
  x,
  kernel: { shape: ["n", 4 * gates] },
  recurrent: { shape: [4, 4 * gates] },
  bias: { shape: biases === 1 ? [4 * gates] : [biases, 4 * gates] },
  initial: { shape: ["batch", 4] },
  stepMask: mask,
});
const inputsOf = (t: Readonly<Record<string, Tensor>>) => ({
  x: t["x"],
  kernel: t["kernel"],
  recurrent: t["recurrent"],
  bias: t["bias"],
  initial: t["initial"],
  stepMask: t["stepMask"],
  inputMask: null,
  recurrentMask: null,
});
const pass = {
  activation: "tanh",
  reverse: false,
  restoreOrder: false,
  zeroOutput: false,
  returnSequences: true,
} as const;
const sigmoid = { recurrentActivation: "sigmoid" } as const;

const rowLoss = (op: (p: Tensor, t: Tensor) => Tensor, reals: Record<string, number> = {}): SweptCase => ({
  axes,
  reals,
  tensors: { prediction: share, target: share },
  differentiable: false,
  run: ({ prediction, target }) => [op(prediction, target)],
});

/** Each public op; the type asks for a case where one is missing. */
export const opCases: { readonly [K in keyof typeof ops]: SweptCase } = {
  activate: unary((a) => all.activate(a, "gelu")),
  leakyRelu: unary((a) => all.leakyRelu(a, 0.1)),
  add: two(all.add),
  subtract: two(all.subtract),
  multiply: two(all.multiply),
  maximum: two(all.maximum),
  minimum: { ...two(all.minimum), words: ["scale"] },
  addPositions: {
    axes: { ...axes, positions: 9 },
    tensors: { x, table: { shape: ["positions", "n"] } },
    sizes: { offset: 2 },
    words: ["addRow"],
    run: (t, { offset }) => [all.addPositions(t["x"], t["table"], offset)],
  },
  additiveAttention: {
    axes: queries,
    tensors: additive,
    differentiable: false,
    run: ({ query, keys, values, score, keyMask, sourceIndices }) => [
      all.additiveAttention({ query, keys, values, score }, { keyMask, sourceIndices }),
    ],
  },
  additiveAttentionWeights: {
    axes: queries,
    tensors: additive,
    words: ["additiveAttention:"],
    differentiable: false,
    run: ({ query, keys, values, score, keyMask, sourceIndices }) => [
      all.additiveAttentionWeights({ query, keys, values, score }, { keyMask, sourceIndices }),
    ],
  },
  additiveScores: {
    axes: queries,
    tensors: {
      q: { shape: ["batch", "time", "depth"] },
      k: { shape: ["batch", "keys", "depth"] },
      v: { shape: ["depth"] },
    },
    run: ({ q, k, v }) => [all.additiveScores(q, k, v)],
  },
  argmax: { ...one, differentiable: false, run: (t) => [all.argmax(t["x"])] },
  attention: {
    axes: queries,
    tensors: heads,
    sizes: bounds,
    reals: { scale: 0.5, dropout: 0.25 },
    run: ({ q, k, v, keyMask }, { queryOffset, window, scale, dropout }) => [
      all.attention(q, k, v, { keyMask, causal: true, queryOffset, window, scale, dropout, key }),
    ],
  },
  attentionWeights: {
    axes: queries,
    tensors: { q: heads.q, k: heads.k, keyMask: heads.keyMask },
    sizes: bounds,
    reals: { scale: 0.5 },
    run: ({ q, k, keyMask }, { queryOffset, window, scale }) => [
      all.attentionWeights(q, k, { keyMask, queryOffset, window, scale }),
    ],
  },
  scaledDotProductAttention: {
    axes: queries,
    tensors: heads,
    words: ["attention"],
    sizes: bounds,
    run: ({ q, k, v, keyMask }, { queryOffset, window }) => {
      const options = { keyMask, queryOffset, window, returnWeights: true };
      const { value, weights } = all.scaledDotProductAttention(q, k, v, options);
      return [value, weights];
    },
  },
  attentionStep: {
    axes: { ...queries, rows: 3, capacity: 6 },
    tensors: {
      q: { shape: ["batch", "heads", "depth"] },
      keys: { shape: ["rows", "capacity", "heads", "depth"] },
      values: { shape: ["rows", "capacity", "heads", "n"] },
      keyRows: { shape: ["batch", "keys"], below: 4 },
    },
    differentiable: false,
    run: ({ q, keys, values, keyRows }) => [all.attentionStep(q, { keys, values, keyRows })],
  },
  averagePooling: {
    ...one,
    sizes: { pool: 2, stride: 2 },
    run: (t, { pool, stride }) => [
      all.averagePooling(t["x"], { pool, stride }),
      all.averagePooling(t["x"], { pool, stride, padding: "same" }),
    ],
  },
  maxPooling: {
    ...one,
    sizes: { pool: 2, stride: 2 },
    run: (t, { pool, stride }) => [
      all.maxPooling(t["x"], { pool, stride, padding: "same" }),
      all.maxPooling(t["x"], { pool, stride }),
    ],
  },
  globalMaxPooling: { ...unary(all.globalMaxPooling), words: ["maxPooling"] },
  batchMatmul: {
    axes,
    tensors: { a: x, b: { shape: ["batch", "n", 2] } },
    run: ({ a, b }) => [all.batchMatmul(a, b)],
  },
  matmul: {
    axes,
    tensors: { a: { shape: ["time", "n"] }, b: { shape: ["n", "batch"] } },
    run: ({ a, b }) => [all.matmul(a, b)],
  },
  linear: {
    axes: { ...axes, units: 2 },
    tensors: { x, w: { shape: ["n", "units"] }, b: { shape: ["units"] } },
    words: ["matmul", "columnSum"],
    run: (t) => [all.linear(t["x"], t["w"], t["b"])],
  },
  batchNormalization: {
    axes,
    tensors: { x, gamma: { shape: ["n"] }, beta: { shape: ["n"] }, rowMask: mask },
    reals: { epsilon: 0.1 },
    words: ["columnMoments", "normalizeColumns"],
    run: (t, { epsilon }) => [
      all.batchNormalization(t["x"], { gamma: t["gamma"], beta: t["beta"], rowMask: t["rowMask"], epsilon }).y,
    ],
  },
  normalizeColumns: {
    axes,
    tensors: {
      x,
      mean: { shape: ["n"] },
      variance: { shape: ["n"], isShare: true },
      gamma: { shape: ["n"] },
      beta: { shape: ["n"] },
    },
    reals: { epsilon: 0.1 },
    differentiable: false,
    run: (t, { epsilon }) => [
      all.normalizeColumns(
        t["x"],
        { mean: t["mean"], variance: t["variance"] },
        { gamma: t["gamma"], beta: t["beta"], epsilon },
      ),
    ],
  },
  layerNormalization: {
    axes,
    tensors: { x, gamma: { shape: ["n"] }, beta: { shape: ["n"] } },
    reals: { epsilon: 0.1 },
    words: ["scale"],
    run: (t, { epsilon }) => [all.layerNormalization(t["x"], t["gamma"], t["beta"], epsilon)],
  },
  rmsNormalization: {
    axes,
    tensors: { x, gamma: { shape: ["n"] } },
    reals: { epsilon: 0.1 },
    words: ["scale"],
    run: (t, { epsilon }) => [all.rmsNormalization(t["x"], t["gamma"], epsilon)],
  },
  binaryFocal: rowLoss((p, t) => all.binaryFocal(p, t, { fromLogits: true })),
  categoricalFocal: rowLoss((p, t) => all.categoricalFocal(p, t)),
  cosineSimilarity: rowLoss((p, t) => all.cosineSimilarity(p, t)),
  crossentropy: {
    axes,
    tensors: { prediction: x, labels },
    sizes: { ignoredLabel: 1 },
    reals: { labelSmoothing: 0.1 },
    differentiable: false,
    run: ({ prediction, labels: targets }, { ignoredLabel, labelSmoothing }) => [
      all.crossentropy(all.softmax(prediction), targets, { ignoredLabel, labelSmoothing }),
    ],
    words: ["softmax"],
  },
  softmaxCrossentropy: {
    axes,
    tensors: { logits: x, labels },
    sizes: { ignoredLabel: 1 },
    reals: { labelSmoothing: 0.1 },
    words: ["prediction", "labels"],
    run: ({ logits, labels: targets }, { ignoredLabel, labelSmoothing }) => [
      all.softmaxCrossentropy(logits, targets, { ignoredLabel, labelSmoothing }),
    ],
  },
  loss: rowLoss((p, t) => all.loss(p, t, null, "huber", 1)),
  ctc: {
    axes,
    tensors: { logits: { shape: ["batch", "time", 4] }, labels: { shape: ["batch", 2], below: 3 } },
    sizes: { blank: 3 },
    run: ({ logits, labels: targets }, { blank }) => [all.ctc(logits, targets, { blank })],
  },
  broadcast: {
    axes: { ...axes, one: 1 },
    tensors: { x: { shape: ["batch", "one", "n"] } },
    sizes: { length: 4 },
    words: ["shape", "elements", "strided"],
    run: (t, { length }) => [all.broadcast(t["x"], [2, length, 3])],
  },
  centerOverTime: { ...unary(all.centerOverTime), words: ["meanOverTime"] },
  linearScan: {
    axes,
    tensors: { decay: x, x, initial: { shape: ["batch", "n"] } },
    run: (t) => [all.linearScan(t["decay"], t["x"], t["initial"]), all.linearScan(t["decay"], t["x"], null)],
  },
  meanOverTime: {
    axes,
    tensors: { x, stepMask: mask },
    run: (t) => [all.meanOverTime(t["x"], t["stepMask"]), all.meanOverTime(t["x"], null)],
  },
  concatenate: {
    axes: { ...axes, m: 2 },
    tensors: { a: x, b: { shape: ["batch", "time", "m"] } },
    words: ["copyColumns"],
    run: ({ a, b }) => [all.concatenate([a, b])],
  },
  convolution: {
    axes: { ...axes, width: 2, filters: 4 },
    tensors: { x, kernel: { shape: ["width", "n", "filters"] }, bias: { shape: ["filters"] } },
    sizes: { stride: 2, dilation: 2 },
    run: (t, { stride, dilation }) =>
      (["valid", "same", "causal"] as const).map((padding) =>
        all.convolution(t["x"], t["kernel"], t["bias"], { stride, dilation, padding }),
      ),
  },
  cropTime: {
    ...one,
    sizes: { from: 1, count: 2 },
    words: ["strided"],
    run: (t, { from, count }) => [all.cropTime(t["x"], from, count)],
  },
  padTime: {
    ...one,
    sizes: { before: 1, after: 2 },
    words: ["strided", "shape", "elements"],
    run: (t, { before, after }) => [all.padTime(t["x"], before, after)],
  },
  permute: {
    ...one,
    sizes: { first: 2, second: 0, third: 1 },
    words: ["strided"],
    run: (t, { first, second, third }) => [all.permute(t["x"], [first, second, third])],
  },
  dropout: {
    ...one,
    reals: { rate: 0.5 },
    run: (t, { rate }) => [all.dropout(t["x"], rate, key)],
    words: ["multiply"],
  },
  dropoutMask: {
    axes: {},
    tensors: {},
    sizes: { rows: 3, columns: 4 },
    reals: { rate: 0.5 },
    words: ["shape", "elements"],
    differentiable: false,
    run: (_, { rows, columns, rate }) => [all.dropoutMask([rows, columns], rate, key)],
  },
  embedding: {
    axes: { ...axes, rows: 6 },
    tensors: { indices: { shape: ["batch", "time"], below: 6 }, table: { shape: ["rows", "n"] } },
    words: ["gather", "findOutOfRange"],
    run: ({ indices, table }) => [all.embedding(indices, table)],
  },
  simpleRnn: {
    axes,
    tensors: recurrent(1),
    run: (t) => Object.values(all.simpleRnn(inputsOf(t), pass)),
  },
  lstm: {
    axes,
    tensors: { ...recurrent(4), initialCell: { shape: ["batch", 4] } },
    run: (t) => Object.values(all.lstm({ ...inputsOf(t), initialCell: t["initialCell"] }, { ...pass, ...sigmoid })),
  },
  gru: {
    axes,
    tensors: recurrent(3, 2),
    run: (t) => Object.values(all.gru(inputsOf(t), { ...pass, ...sigmoid, resetAfter: true })),
  },
  maskRows: {
    axes,
    tensors: { x, mask },
    reals: { value: 7 },
    run: (t, { value }) => [all.maskRows(t["x"], t["mask"], value)],
  },
  maskedSoftmax: {
    axes: { ...axes, keys: 4 },
    tensors: { x: { shape: ["batch", "time", "keys"] }, keyMask: { shape: ["batch", "keys"], below: 2 } },
    run: (t) => [all.maskedSoftmax(t["x"], { keyMask: t["keyMask"], causal: true }), all.maskedSoftmax(t["x"])],
  },
  softmax: unary(all.softmax),
  bothMasks: {
    axes,
    tensors: { a: mask, b: mask },
    words: ["combineMasks"],
    differentiable: false,
    run: ({ a, b }) => [all.bothMasks(a, b)],
  },
  eitherMask: {
    axes,
    tensors: { a: mask, b: mask },
    words: ["combineMasks"],
    differentiable: false,
    run: ({ a, b }) => [all.eitherMask(a, b)],
  },
  joinMasks: {
    axes,
    tensors: { mask },
    sizes: { batch: 2, time: 5, more: 3 },
    words: ["shape", "elements"],
    differentiable: false,
    run: ({ mask: given }, { batch, time, more }) => [
      all.joinMasks(batch, { mask: given, time }, { mask: null, time: more }),
    ],
  },
  rowsDiffer: {
    ...one,
    reals: { value: 1 },
    differentiable: false,
    run: (t, { value }) => [all.rowsDiffer(t["x"], value)],
  },
  notEqual: {
    axes,
    tensors: { indices: labels },
    sizes: { value: 1 },
    differentiable: false,
    run: ({ indices }, { value }) => [all.notEqual(indices, value)],
  },
  mean: { ...unary(all.mean), words: ["sum"] },
  sum: unary(all.sum),
  reshape: {
    ...one,
    sizes: { first: 5, second: 6 },
    words: ["shape", "tensor", "elements"],
    run: (t, { first, second }) => [all.reshape(t["x"], [first, second])],
  },
  reverseTime: unary(all.reverseTime),
  rotate: {
    axes: { ...axes, depth: 4, half: 2 },
    tensors: {
      x: { shape: ["batch", "time", "n", "depth"] },
      cosine: { shape: ["time", "half"] },
      sine: { shape: ["time", "half"] },
    },
    differentiable: false,
    run: (t) => [all.rotate(t["x"], { cosine: t["cosine"], sine: t["sine"] })],
  },
  scale: {
    ...one,
    reals: { factor: 2, offset: 1 },
    run: (t, { factor, offset }) => [all.scale(t["x"], factor, offset)],
  },
  slice: {
    ...one,
    sizes: { offset: 1, width: 2 },
    words: ["copyColumns"],
    run: (t, { offset, width }) => [all.slice(t["x"], offset, width)],
  },
  timeStep: {
    ...one,
    sizes: { t: 1 },
    run: (t, numbers) => [all.timeStep(t["x"], numbers["t"])],
    words: ["copyColumns", "slice"],
  },
  timeSteps: { ...one, run: (t) => all.timeSteps(t["x"]), words: ["copyColumns"] },
  timesNumber: {
    axes,
    tensors: { x, factor: { shape: [] } },
    words: ["scale"],
    run: (t) => [all.timesNumber(t["x"], t["factor"])],
  },
  topK: {
    ...one,
    sizes: { k: 2 },
    differentiable: false,
    run: (t, { k }) => Object.values(all.topK(t["x"], k)),
  },
};
