/**
 * The one table of kernels: every backend implements exactly these, and the C++ header is generated from it
 * (scripts/generate-header.mjs), so a kernel whose arguments differ from the table does not compile.
 *
 * Kinds of argument
 *   floats   array of floating-point numbers, read only      ints     array of int32, read only
 *   result   array of floating-point numbers, overwritten    indices  array of int32, overwritten
 *   update   array of floating-point numbers, changed in place
 *   size     whole number (int32)      flag  true or false     number  one floating-point number
 *   word     32 random or key bits
 * A kind ending in "?" may be null. Arrays never overlap unless a comment says that they may.
 */
export type Kind =
  | "floats"
  | "floats?"
  | "result"
  | "result?"
  | "update"
  | "update?"
  | "ints"
  | "ints?"
  | "indices"
  | "size"
  | "flag"
  | "number"
  | "word";

type Table = { readonly [kernel: string]: { readonly [argument: string]: Kind } };

/** Shared by gru, lstm and simpleRnn. Meanings: src/kernels/reference/recurrent.ts. */
const recurrentSizes = {
  batch: "size",
  time: "size",
  features: "size",
  units: "size",
} as const;

const recurrentOrder = {
  /** Read x from its last step to its first. */
  reverse: "flag",
  /** Write the outputs of a reversed pass back in the order of x (Bidirectional), not in the order computed (Keras's go_backwards). */
  restoreOrder: "flag",
  /** At a masked step put zeros into sequences, rather than the output before it. */
  zeroOutput: "flag",
  /** Codes of kernels/activations.ts; only those whose slope follows from their value. */
  activation: "size",
} as const;

const recurrentInputs = {
  /** [batch, time, features] */
  x: "floats",
  /** [features, gates·units] */
  kernel: "floats",
  /** [units, gates·units] */
  recurrent: "floats",
} as const;

const recurrentMasks = {
  /** [batch, time]; 1 = step counts, 0 = step is skipped and the state carried over. */
  stepMask: "ints?",
  /** [batch, inputMaskGates, features]; multiplies x, the same at every step. */
  inputMask: "floats?",
  /** [batch, gates, units]; multiplies h before the recurrent product, the same at every step. */
  recurrentMask: "floats?",
} as const;

const convolutionSizes = {
  batch: "size",
  time: "size",
  channels: "size",
  outputTime: "size",
  filters: "size",
  width: "size",
  stride: "size",
  dilation: "size",
  /** Zeros in front of the first step. */
  padding: "size",
} as const;

/** Shared by softmaxCrossentropy and crossentropy. Meanings: src/kernels/reference/crossentropy.ts. */
const crossentropyArguments = {
  /** [rows, classes] */
  prediction: "floats",
  /** [rows], the class of each row; or null, and then targets are there. */
  labels: "ints?",
  /** [rows, classes], the share of each class; or null. */
  targets: "floats?",
  /** [rows / rowsPerWeight], each for as many neighbouring rows; null for ones. */
  weights: "floats?",
  value: "result",
  /** [rows, classes]; may be the very array of prediction. */
  gradient: "result?",
  /** invalid[0] = the first row whose label is no class, or −1. If there is one, nothing else is written. */
  invalid: "indices",
  rows: "size",
  classes: "size",
  rowsPerWeight: "size",
  /** ε ≥ 0 */
  smoothing: "number",
  /** Whether rows labelled `ignored` count for nothing. */
  ignore: "flag",
  ignored: "size",
} as const;

/** Shared by losses of whole rows of numbers. */
const rowLossArrays = {
  /** [rows, classes] */
  prediction: "floats",
  /** [rows, classes] */
  target: "floats",
  /** [rows / rowsPerWeight], each for as many neighbouring rows; null for ones. */
  weights: "floats?",
  value: "result",
  /** [rows, classes] */
  gradient: "result?",
} as const;

const rowLossSizes = {
  rows: "size",
  classes: "size",
  rowsPerWeight: "size",
} as const;

const poolingSizes = {
  batch: "size",
  time: "size",
  channels: "size",
  outputTime: "size",
} as const;

/**
 * Shared by the kernels of attention. Query i sees key j when keyMask keeps it and −before ≤ j − (offset + i) ≤ after; a negative before or after
 * sets no bound. Offset is the position of the first query among the keys.
 */
const attentionBounds = {
  scale: "number",
  offset: "size",
  before: "size",
  after: "size",
} as const;

const attentionSizes = {
  batch: "size",
  queryTime: "size",
  keyTime: "size",
  heads: "size",
  /** Of keys and values; divides heads. Head h of the queries sees head ⌊h · keyHeads / heads⌋ of the keys. */
  keyHeads: "size",
  depth: "size",
} as const;

const attentionInputs = {
  /** [batch, queryTime, heads, depth] */
  q: "floats",
  /** [batch, keyTime, keyHeads, depth] */
  k: "floats",
  /** [batch, keyTime, keyHeads, valueDepth] */
  v: "floats",
  /** [batch, keyTime]; 1 = key counts. */
  keyMask: "ints?",
} as const;

/**
 * Weights are dropped by Philox 4x32-10 with the key (seedLow, seedHigh): of query i and key j in head h of example b, half word j mod 8 (low
 * halves first) of the block with counter (⌊j/8⌋, i, b·heads + h, 0). With n = rate · 2¹⁶, rounded, a weight is kept when its half word ≥ n, and
 * then multiplied by 1/(1 − n/2¹⁶). Rate 0 drops none.
 */
const attentionDropout = {
  rate: "number",
  seedLow: "word",
  seedHigh: "word",
} as const;

const optimizerArrays = {
  weights: "update",
  gradient: "floats",
} as const;

const optimizerNumbers = {
  size: "size",
  learningRate: "number",
  /** The share of each weight that is taken off it before its step. */
  decay: "number",
} as const;

const additiveSizes = {
  rows: "size",
  keyTime: "size",
  depth: "size",
  valueDepth: "size",
} as const;

const scoresSizes = {
  batch: "size",
  queryTime: "size",
  keyTime: "size",
  depth: "size",
} as const;

/** Element [i, j, …] of y is element offset + i · strides[0] + j · strides[1] + … of x. At most 16 axes. */
const stridedPlaces = {
  /** Of the axes of y. */
  lengths: "ints",
  /** How far apart in x neighbours along each axis of y are; 0 repeats. */
  strides: "ints",
  axes: "size",
  offset: "size",
} as const;

export const signatures = {
  /** y = value */
  fill: { y: "result", value: "number", size: "size" },
  copy: { x: "floats", y: "result", size: "size" },
  /** y = a + b; y may be a or b. The same holds for subtract and multiply. */
  add: { a: "floats", b: "floats", y: "result", size: "size" },
  subtract: { a: "floats", b: "floats", y: "result", size: "size" },
  multiply: { a: "floats", b: "floats", y: "result", size: "size" },
  /** y[r] = x[r] + row for each of the rows; x and y [rows, columns], row [columns]. y may be x. */
  addRow: { x: "floats", row: "floats", y: "result", rows: "size", columns: "size" },
  /** y = factor · x + offset; y may be x. */
  scale: { x: "floats", y: "result", factor: "number", offset: "number", size: "size" },
  /** y = f(x), f by the codes of kernels/activations.ts; y may be x. */
  activate: { x: "floats", y: "result", size: "size", activation: "size" },
  /** dx = dy ∘ f′(x), given x and y = f(x). */
  activateGradient: { x: "floats", y: "floats", dy: "floats", dx: "result", size: "size", activation: "size" },

  /** y = x from 0 on, negativeSlope · x below. */
  leakyRelu: { x: "floats", y: "result", negativeSlope: "number", size: "size" },
  /** dx = dy from 0 on, negativeSlope · dy below; NaN where x is NaN. */
  leakyReluGradient: { x: "floats", dy: "floats", dx: "result", negativeSlope: "number", size: "size" },

  /** y[0] = Σ x, summed in float64. */
  sum: { x: "floats", y: "result", size: "size" },
  /** y[0] = Σ x², summed in float64. */
  sumOfSquares: { x: "floats", y: "result", size: "size" },
  /** x [rows, columns] → y [columns], the sum of each column. */
  columnSum: { x: "floats", y: "result", rows: "size", columns: "size" },
  /** position[0] = index of the first element of x that is NaN or infinite, or −1. */
  findNonFinite: { x: "floats", position: "indices", size: "size" },

  /**
   * c [rows, columns] = a [rows, inner] · b [inner, columns] (+ bias [columns]).
   * transposeA: a is stored [inner, rows]. transposeB: b is stored [columns, inner].
   */
  matmul: {
    a: "floats",
    b: "floats",
    bias: "floats?",
    c: "result",
    rows: "size",
    columns: "size",
    inner: "size",
    transposeA: "flag",
    transposeB: "flag",
  },

  /** The same product of `batch` pairs of matrices: a [batch, rows, inner], b [batch, inner, columns] → c [batch, rows, columns]. */
  batchMatmul: {
    a: "floats",
    b: "floats",
    c: "result",
    batch: "size",
    rows: "size",
    columns: "size",
    inner: "size",
    transposeA: "flag",
    transposeB: "flag",
  },

  /** Each row of x [rows, columns] → its softmax; the row's maximum is taken off first. y may be x. */
  softmax: { x: "floats", y: "result", rows: "size", columns: "size" },
  /** dx = y ∘ (dy − Σ dy ∘ y) */
  softmaxGradient: { y: "floats", dy: "floats", dx: "result", rows: "size", columns: "size" },

  /**
   * y = D∘P · v for each head, with the weights P = softmax over the keys that a query sees of scale · q·kᵀ, and D from dropout. A query that sees no
   * key has y = 0. y [batch, queryTime, heads, valueDepth]; logSumExp [batch, heads, queryTime] is what the way back needs: ln Σ e^(scale · q·kᵀ)
   * over the keys seen, 0 where there is none.
   */
  attention: {
    ...attentionInputs,
    y: "result",
    logSumExp: "result?",
    ...attentionSizes,
    valueDepth: "size",
    ...attentionBounds,
    ...attentionDropout,
  },
  attentionGradient: {
    ...attentionInputs,
    y: "floats",
    logSumExp: "floats",
    dy: "floats",
    dq: "result",
    dk: "result",
    dv: "result",
    ...attentionSizes,
    valueDepth: "size",
    ...attentionBounds,
    ...attentionDropout,
  },
  /**
   * Attention of one query for each row, without a gradient: y[r] = Σ weight · value for each head, with weights as above over the keys seen.
   * q [rows, heads, depth], y [rows, heads, valueDepth]; k [tableRows, capacity, heads, depth] and v [tableRows, capacity, heads, valueDepth] are
   * tables: key j of row r is step j of table row keyRows[r, j] − 1, or not seen when keyRows[r, j] is 0. keyRows [rows, keyTime], keyTime ≤ capacity.
   */
  attentionStep: {
    q: "floats",
    k: "floats",
    v: "floats",
    keyRows: "ints",
    y: "result",
    rows: "size",
    keyTime: "size",
    capacity: "size",
    heads: "size",
    depth: "size",
    valueDepth: "size",
    scale: "number",
  },
  /**
   * weights[r, j] = softmax over the keys that keyMask keeps of score · tanh(q[r] + keys[o, j]), and y[r] = Σ weights[r, j] · values[o, j], where o is
   * owners[r], or r when there are no owners. A row that sees no key has weights and y 0. q [rows, depth], keys [_, keyTime, depth], values
   * [_, keyTime, valueDepth], score [depth], keyMask [_, keyTime], owners [rows], y [rows, valueDepth], weights [rows, keyTime].
   */
  additiveAttention: {
    q: "floats",
    keys: "floats",
    values: "floats",
    score: "floats",
    keyMask: "ints?",
    owners: "ints?",
    y: "result?",
    weights: "result",
    ...additiveSizes,
  },
  /** Without owners. A key of weight 0 has slopes 0. */
  additiveAttentionGradient: {
    q: "floats",
    keys: "floats",
    values: "floats",
    score: "floats",
    weights: "floats",
    dy: "floats",
    dq: "result",
    dKeys: "result",
    dValues: "result",
    dScore: "result",
    ...additiveSizes,
  },
  /**
   * y[b, i, j] = score · tanh(q[b, i] + k[b, j]): q [batch, queryTime, depth], k [batch, keyTime, depth], score [depth], y [batch, queryTime, keyTime].
   */
  additiveScores: { q: "floats", k: "floats", score: "floats", y: "result", ...scoresSizes },
  additiveScoresGradient: {
    q: "floats",
    k: "floats",
    score: "floats",
    dy: "floats",
    dq: "result",
    dk: "result",
    dScore: "result",
    ...scoresSizes,
  },
  /**
   * Each row of x [batch, heads, queryTime, keyTime] → its softmax over the keys that the query sees, zeros for the others; keyMask [batch, keyTime].
   * Its gradient is that of softmax.
   */
  maskedSoftmax: {
    x: "floats",
    keyMask: "ints?",
    y: "result",
    batch: "size",
    heads: "size",
    queryTime: "size",
    keyTime: "size",
    offset: "size",
    before: "size",
    after: "size",
  },
  /** The weights P alone, for people to look at: [batch, heads, queryTime, keyTime], zeros for keys that are not seen. */
  attentionWeights: {
    q: "floats",
    k: "floats",
    keyMask: "ints?",
    weights: "result",
    ...attentionSizes,
    ...attentionBounds,
  },

  /** y = (x − mean) · inverse · gamma + beta for each row, inverse = 1/√(variance + epsilon), variance over columns. mean, inverse: [rows]. */
  layerNormalization: {
    x: "floats",
    gamma: "floats?",
    beta: "floats?",
    y: "result",
    mean: "result",
    inverse: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  layerNormalizationGradient: {
    x: "floats",
    gamma: "floats?",
    mean: "floats",
    inverse: "floats",
    dy: "floats",
    dx: "result",
    dGamma: "result?",
    dBeta: "result?",
    rows: "size",
    columns: "size",
  },

  /** y = x · inverse · gamma for each row, inverse = 1/√(mean of x² + epsilon). inverse: [rows]. */
  rmsNormalization: {
    x: "floats",
    gamma: "floats?",
    y: "result",
    inverse: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  rmsNormalizationGradient: {
    x: "floats",
    gamma: "floats?",
    inverse: "floats",
    dy: "floats",
    dx: "result",
    dGamma: "result?",
    rows: "size",
    columns: "size",
  },

  /**
   * mean and variance [columns] of the columns of x [rows, columns] over the rows that rowMask [rows] keeps: sums divided by their number, with a mask by
   * their number + 10⁻⁷, as Keras does.
   */
  columnMoments: { x: "floats", rowMask: "ints?", mean: "result", variance: "result", rows: "size", columns: "size" },
  /** y = (x − mean) · gamma / √(variance + epsilon) + beta for each column. */
  normalizeColumns: {
    x: "floats",
    mean: "floats",
    variance: "floats",
    gamma: "floats?",
    beta: "floats?",
    y: "result",
    rows: "size",
    columns: "size",
    epsilon: "number",
  },
  /** Its slopes; through mean and variance too, which came from columnMoments of x and rowMask, unless they are fixed. */
  normalizeColumnsGradient: {
    x: "floats",
    rowMask: "ints?",
    mean: "floats",
    variance: "floats",
    gamma: "floats?",
    dy: "floats",
    dx: "result?",
    dGamma: "result?",
    dBeta: "result?",
    rows: "size",
    columns: "size",
    epsilon: "number",
    fixed: "flag",
  },

  /**
   * Turns pairs of features of x [batch, time, heads, depth]: (a, b) ← (a·c − b·s, b·c + a·s), c and s of pair i at step t being cosine[t, i] and
   * sine[t, i], [time, depth/2]. Pair i is features i and i + depth/2, or with neighbours 2i and 2i + 1. back turns the other way, as the gradient does.
   */
  rotate: {
    x: "floats",
    cosine: "floats",
    sine: "floats",
    y: "result",
    batch: "size",
    time: "size",
    heads: "size",
    depth: "size",
    neighbours: "flag",
    back: "flag",
  },

  /** y[i] = table[indices[i]]; table [rows, width], indices [count], y [count, width]. Indices must be valid: ops check them. */
  gather: { table: "floats", indices: "ints", y: "result", count: "size", width: "size" },
  /** dTable[r] = Σ over i with indices[i] = r of dy[i], in the order of i; dTable [rows, width]. */
  gatherGradient: { indices: "ints", dy: "floats", dTable: "result", count: "size", rows: "size", width: "size" },
  /** position[0] = first i with indices[i] outside 0 … rows − 1, or −1. */
  findOutOfRange: { indices: "ints", position: "indices", count: "size", rows: "size" },
  /** mask[i] = indices[i] ≠ value ? 1 : 0 */
  notEqual: { indices: "ints", mask: "indices", value: "size", count: "size" },

  /** mask = a and b, or with either a or b. */
  combineMasks: { a: "ints", b: "ints", mask: "indices", either: "flag", size: "size" },
  /** Masks [rows, aWidth] and [rows, bWidth] side by side; null for ones. */
  joinMasks: { a: "ints?", b: "ints?", mask: "indices", rows: "size", aWidth: "size", bWidth: "size" },
  /** mask[r] = 1 where any number of row r of x [rows, columns] differs from value. */
  rowsDiffer: { x: "floats", mask: "indices", value: "number", rows: "size", columns: "size" },
  /** y[r] = x[r] where mask[r] keeps it, else value in the whole row; x and y [rows, columns]. */
  maskRows: { x: "floats", mask: "ints", y: "result", value: "number", rows: "size", columns: "size" },
  /** y = the larger of a and b */
  maximum: { a: "floats", b: "floats", y: "result", size: "size" },
  /** The larger gets dy; equals get half each. */
  maximumGradient: { a: "floats", b: "floats", dy: "floats", da: "result", db: "result", size: "size" },

  /** y takes its numbers from places of x that strides name. */
  stridedCopy: { x: "floats", y: "result", ...stridedPlaces },
  /** The way back: dx = 0, then dx[place of each element of dy] += that element, in their order; dx has `size` numbers. */
  stridedAdd: { dy: "floats", dx: "result", ...stridedPlaces, size: "size" },

  /** y[row, yOffset + i] = x[row, xOffset + i] for i < width. Concatenates, splits, and takes single time steps. Other parts of y are kept. */
  copyColumns: {
    x: "floats",
    y: "update",
    rows: "size",
    xStride: "size",
    xOffset: "size",
    yStride: "size",
    yOffset: "size",
    width: "size",
  },
  /** y[b, t] = x[b, time − 1 − t]; x and y [batch, time, width]. */
  reverseTime: { x: "floats", y: "result", batch: "size", time: "size", width: "size" },

  /**
   * y[b, t] = Σ over taps k of x[b, t·stride + k·dilation − padding] · kernel[k] (+ bias); steps outside x count as zero.
   * x [batch, time, channels], kernel [width, channels, filters], bias [filters], y [batch, outputTime, filters].
   */
  convolution: { x: "floats", kernel: "floats", bias: "floats?", y: "result", ...convolutionSizes },
  convolutionGradient: {
    x: "floats",
    kernel: "floats",
    dy: "floats",
    dx: "result?",
    dKernel: "result",
    dBias: "result?",
    ...convolutionSizes,
  },

  /** y = maximum over pool steps; winners = its step in x (the first of equals). Steps outside x do not count. x [batch, time, channels]. */
  maxPooling: {
    x: "floats",
    y: "result",
    winners: "indices",
    ...poolingSizes,
    pool: "size",
    stride: "size",
    padding: "size",
  },
  maxPoolingGradient: { winners: "ints", dy: "floats", dx: "result", ...poolingSizes },
  /** y = mean over pool steps; steps outside x do not count. */
  averagePooling: { x: "floats", y: "result", ...poolingSizes, pool: "size", stride: "size", padding: "size" },
  averagePoolingGradient: {
    dy: "floats",
    dx: "result",
    ...poolingSizes,
    pool: "size",
    stride: "size",
    padding: "size",
  },
  /** y [batch, channels] = mean over the steps of x that stepMask [batch, time] keeps; zeros where it keeps none. */
  meanOverTime: { x: "floats", stepMask: "ints?", y: "result", batch: "size", time: "size", channels: "size" },
  meanOverTimeGradient: {
    dy: "floats",
    stepMask: "ints?",
    dx: "result",
    batch: "size",
    time: "size",
    channels: "size",
  },

  /**
   * y[i] = 1/(1 − rate) with probability 1 − rate, else 0. Philox 4x32-10 with the key (seedLow, seedHigh): element i is word i mod 4 of the
   * block with counter (⌊i/4⌋, counter, stream, 0); it is kept when word ≥ rate · 2³².
   */
  dropoutMask: {
    y: "result",
    size: "size",
    rate: "number",
    seedLow: "word",
    seedHigh: "word",
    stream: "word",
    counter: "word",
  },

  simpleRnn: {
    ...recurrentInputs,
    /** [units] */
    bias: "floats?",
    /** [batch, units] */
    initial: "floats?",
    ...recurrentMasks,
    /** [batch, time, units] */
    sequences: "result?",
    /** [batch, units], the last state. */
    state: "result",
    /** What the way back needs; null when there is none. Layout: reference/recurrent.ts. */
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
  },
  simpleRnnGradient: {
    ...recurrentInputs,
    initial: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
  },

  /** Gates in the order i | f | c | o. */
  lstm: {
    ...recurrentInputs,
    /** [4·units] */
    bias: "floats?",
    initial: "floats?",
    initialCell: "floats?",
    ...recurrentMasks,
    sequences: "result?",
    state: "result",
    /** [batch, units], the last cell state. */
    cell: "result",
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
  },
  lstmGradient: {
    ...recurrentInputs,
    initial: "floats?",
    initialCell: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dCell: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    dInitialCell: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
  },

  /** Gates in the order z | r | h. */
  gru: {
    ...recurrentInputs,
    /** [2, 3·units] (of the input, of the recurrence) with resetAfter, else [3·units]. */
    bias: "floats?",
    initial: "floats?",
    ...recurrentMasks,
    sequences: "result?",
    state: "result",
    saved: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
    resetAfter: "flag",
  },
  gruGradient: {
    ...recurrentInputs,
    initial: "floats?",
    ...recurrentMasks,
    saved: "floats",
    dSequences: "floats?",
    dState: "floats?",
    dx: "result?",
    dKernel: "result",
    dRecurrent: "result",
    dBias: "result?",
    dInitial: "result?",
    ...recurrentSizes,
    inputMaskGates: "size",
    ...recurrentOrder,
    recurrentActivation: "size",
    resetAfter: "flag",
  },

  /**
   * value[0] = Σ over examples of weight · mean over width of loss(prediction, target), divided by the number of examples;
   * gradient = its slope in the prediction. prediction and target [examples, width], weights [examples] or null for ones.
   * Codes: kernels/losses.ts. parameter: δ of the Huber loss, label smoothing of cross-entropies, the share of the quantile loss.
   */
  loss: {
    prediction: "floats",
    target: "floats",
    weights: "floats?",
    value: "result",
    gradient: "result?",
    examples: "size",
    width: "size",
    loss: "size",
    parameter: "number",
  },

  /**
   * Cross-entropy of the softmax of each row with T = (1 − ε) · target + ε/classes, and its slope in the logits x:
   * value[0] = Σ over rows of weight · Σ T · (ln Σ eˣ − x) / count, gradient = weight/count · (softmax(x) · Σ T − T).
   * count is the number of rows that are not ignored. Rows that are, and rows of weight 0, are not read and have slope 0.
   */
  softmaxCrossentropy: crossentropyArguments,
  /** The same of rows of probabilities: each is divided by its sum, then clipped to [10⁻⁷, 1 − 2⁻²³]; slope 0 through what was clipped. */
  crossentropy: crossentropyArguments,
  /**
   * As loss, with weight · (1 − pₜ)^γ · binary cross-entropy, pₜ = t · p + (1 − t) · (1 − p), t the smoothed target; balanced: times t · α + (1 − t) · (1 − α).
   * Probabilities are clipped to [10⁻⁷, 1 − 2⁻²³] in the cross-entropy alone, with slope 0 there; fromLogits p = σ(prediction), and nothing is clipped.
   */
  binaryFocal: {
    prediction: "floats",
    target: "floats",
    weights: "floats?",
    value: "result",
    gradient: "result?",
    examples: "size",
    width: "size",
    gamma: "number",
    alpha: "number",
    balanced: "flag",
    smoothing: "number",
    fromLogits: "flag",
  },
  /**
   * value[0] = Σ over rows of weight · Σ over classes of −α · (1 − q)^γ · T · ln q / rows, T = (1 − ε) · target + ε/classes, and its slope. q is the row
   * divided by its sum and clipped to [10⁻⁷, 1 − 2⁻²³], with slope 0 through what was clipped; fromLogits: the softmax of the row, nothing clipped.
   */
  categoricalFocal: {
    ...rowLossArrays,
    ...rowLossSizes,
    gamma: "number",
    alpha: "number",
    smoothing: "number",
    fromLogits: "flag",
  },
  /**
   * value[0] = Σ over rows of weight · −Σ p̂ · ŷ / rows, x̂ = x · min(1/‖x‖, 10⁷), and its slope: 0 in rows of predictions with ‖p‖ ≤ 10⁻⁷, which have no
   * direction.
   */
  cosineSimilarity: { ...rowLossArrays, ...rowLossSizes },
  /**
   * Connectionist temporal classification (Graves et al. 2006, ICML, equations 6 to 16): value[0] = Σ over examples of weight · −ln p(labels | logits) /
   * batch, and its slope. p is the sum over all paths through the softmax of the logits which, without repeats and then without blanks, read as
   * the labels. Labels [batch, labelTime]; each example must have a path, and its labels must be classes other than the blank.
   */
  ctc: {
    /** [batch, time, classes] */
    logits: "floats",
    labels: "ints",
    /** [batch]: how many labels count, from the first. */
    labelLengths: "ints",
    /** [batch]: how many steps count, from the first; the others have slope 0. */
    inputLengths: "ints",
    /** [batch] */
    weights: "floats?",
    value: "result",
    /** [batch, time, classes] */
    gradient: "result?",
    batch: "size",
    time: "size",
    classes: "size",
    labelTime: "size",
    blank: "size",
  },
  /** position[row] = the first column with the row's largest number; NaNs are passed over. x [rows, columns]. */
  argmax: { x: "floats", position: "indices", rows: "size", columns: "size" },
  /**
   * Of each row of x [rows, columns] the k ≤ columns largest numbers, the first of equals first: their places in indices [rows, k], and in values
   * [rows, k] their log-softmax, x − ln Σ eˣ over the whole row. A NaN counts as −∞ and makes all values of its row NaN.
   */
  topK: { x: "floats", values: "result", indices: "indices", rows: "size", columns: "size", k: "size" },

  /** y = x, but low where it is less and high where it is more; y may be x. NaN stays. */
  clamp: { x: "floats", y: "result", low: "number", high: "number", size: "size" },
  /** average ← momentum · average + (1 − momentum) · x */
  movingAverage: { x: "floats", average: "update", momentum: "number", size: "size" },

  /*
   * Optimizers. g is the gradient, rate is learningRate; before anything else w ← w − decay · w. All arrays have `size` numbers.
   */

  /** velocity ← momentum · velocity − rate · g; w ← w + velocity, or with nesterov w ← w + momentum · velocity − rate · g. No velocity: w ← w − rate · g. */
  sgd: {
    ...optimizerArrays,
    velocity: "update?",
    ...optimizerNumbers,
    momentum: "number",
    nesterov: "flag",
  },
  /**
   * square ← ρ · square + (1 − ρ) · g²; centered: mean ← ρ · mean + (1 − ρ) · g and mean² is taken off square.
   * step = rate · g / √(square + ε), or with epsilonOutside rate · g / (√square + ε).
   * momentum > 0: velocity ← momentum · velocity + step, w ← w − velocity; else w ← w − step.
   */
  rmsprop: {
    ...optimizerArrays,
    square: "update",
    mean: "update?",
    velocity: "update?",
    ...optimizerNumbers,
    rho: "number",
    momentum: "number",
    epsilon: "number",
    epsilonOutside: "flag",
  },
  /**
   * Adam (Kingma & Ba 2015): m ← β₁ · m + (1 − β₁) · g, v ← β₂ · v + (1 − β₂) · g², w ← w − rate · √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε), t = step ≥ 1.
   * As Keras: ε is not bias-corrected. With largest (AMSGrad): largest ← max(largest, v) takes the place of v in the division.
   */
  adam: {
    ...optimizerArrays,
    mean: "update",
    square: "update",
    largest: "update?",
    ...optimizerNumbers,
    beta1: "number",
    beta2: "number",
    epsilon: "number",
    step: "size",
  },
  /** m and v as for adam; w ← w − rate · (meanShare · m + gradientShare · g) / (√(squareShare · v) + ε). */
  nadam: {
    ...optimizerArrays,
    mean: "update",
    square: "update",
    ...optimizerNumbers,
    beta1: "number",
    beta2: "number",
    epsilon: "number",
    meanShare: "number",
    gradientShare: "number",
    squareShare: "number",
  },
  /** total ← total + g²; w ← w − rate · g / √(total + ε) */
  adagrad: { ...optimizerArrays, total: "update", ...optimizerNumbers, epsilon: "number" },
  /** square ← ρ · square + (1 − ρ) · g²; d = g · √(change + ε) / √(square + ε); change ← ρ · change + (1 − ρ) · d²; w ← w − rate · d */
  adadelta: {
    ...optimizerArrays,
    square: "update",
    change: "update",
    ...optimizerNumbers,
    rho: "number",
    epsilon: "number",
  },
  /** w ← w − rate · sign(β₁ · mean + (1 − β₁) · g), sign(0) = 0; then mean ← β₂ · mean + (1 − β₂) · g */
  lion: { ...optimizerArrays, mean: "update", ...optimizerNumbers, beta1: "number", beta2: "number" },

  /** y[b, s] = table[rows[b] + offset + s · stride] for s < steps; table [_, columns], y [batch, steps, columns]. */
  gatherWindows: {
    table: "floats",
    rows: "ints",
    y: "result",
    batch: "size",
    steps: "size",
    offset: "size",
    stride: "size",
    columns: "size",
  },
  /** y[b, h, k] = table[rows[b] + horizons[h], columns[k]]; y [batch, horizonCount, columnCount]. */
  gatherTargets: {
    table: "floats",
    rows: "ints",
    horizons: "ints",
    targets: "ints",
    y: "result",
    batch: "size",
    horizonCount: "size",
    targetCount: "size",
    columns: "size",
  },
} as const satisfies Table;

export type Signatures = typeof signatures;
export type KernelName = keyof Signatures;

export function isKernelName(name: string): name is KernelName {
  return Object.hasOwn(signatures, name);
}

export const kernelNames: readonly KernelName[] = Object.keys(signatures).filter(isKernelName);

/** Whether an object has every kernel of the table. */
export function hasEveryKernel<Floats, Ints>(candidate: object): candidate is Kernels<Floats, Ints> {
  const present: ReadonlySet<string> = new Set(Object.keys(candidate));
  return kernelNames.every((name) => present.has(name));
}

/** The arguments of every kernel when arrays of numbers are `Floats` and arrays of indices `Ints`. */
export type Kernels<Floats, Ints> = {
  readonly [K in KernelName]: (given: {
    readonly [A in keyof Signatures[K]]: Argument<Signatures[K][A], Floats, Ints>;
  }) => void;
};

type Argument<K, Floats, Ints> = K extends "floats" | "result" | "update"
  ? Floats
  : K extends "floats?" | "result?" | "update?"
    ? Floats | null
    : K extends "ints" | "indices"
      ? Ints
      : K extends "ints?"
        ? Ints | null
        : K extends "flag"
          ? boolean
          : number;

/**
 * Kernels that need scratch memory. In C++ they take a last argument `float* scratch`, 64-byte aligned, and have a companion
 * `<kernel>_scratch` of their size, flag, number and word arguments that tells how many floats that is. Backends provide it; ops never see it.
 */
export const scratchKernels = [
  "matmul",
  "additiveAttentionGradient",
  "additiveScoresGradient",
  "attention",
  "attentionGradient",
  "attentionStep",
  "attentionWeights",
  "batchMatmul",
  "columnSum",
  "convolution",
  "convolutionGradient",
  "simpleRnn",
  "simpleRnnGradient",
  "lstm",
  "lstmGradient",
  "gru",
  "gruGradient",
  "softmaxCrossentropy",
  "crossentropy",
  "categoricalFocal",
  "cosineSimilarity",
  "ctc",
] as const satisfies readonly KernelName[];
