import { ArrayStorage, arrayOf, arrayStorage, emptyArray, floatsOf, intsOf } from "./array-storage.ts";
import type { Backend, Storage } from "./backend.ts";
import { activate, activateGradient, leakyRelu, leakyReluGradient } from "./reference/activations.ts";
import { additiveAttention, additiveAttentionGradient } from "./reference/additive-attention.ts";
import { additiveScores, additiveScoresGradient } from "./reference/additive-scores.ts";
import { attention, attentionGradient, attentionWeights } from "./reference/attention.ts";
import { attentionStep } from "./reference/attention-step.ts";
import { columnMoments, normalizeColumns, normalizeColumnsGradient } from "./reference/batch-normalization.ts";
import { copyColumns, reverseTime } from "./reference/columns.ts";
import { convolution, convolutionGradient } from "./reference/convolution.ts";
import { cosineSimilarity } from "./reference/cosine-similarity.ts";
import { crossentropy, softmaxCrossentropy } from "./reference/crossentropy.ts";
import { add, addRow, clamp, copy, fill, multiply, scale, subtract } from "./reference/elementwise.ts";
import { ctc } from "./reference/ctc.ts";
import { binaryFocal, categoricalFocal } from "./reference/focal.ts";
import { findOutOfRange, gather, gatherGradient, notEqual } from "./reference/gather.ts";
import { gru, gruGradient } from "./reference/gru.ts";
import { layerNormalization, layerNormalizationGradient } from "./reference/layer-normalization.ts";
import { loss } from "./reference/loss.ts";
import { lstm, lstmGradient } from "./reference/lstm.ts";
import { combineMasks, joinMasks, maskRows, maximum, maximumGradient, rowsDiffer } from "./reference/masks.ts";
import { batchMatmul, matmul } from "./reference/matmul.ts";
import { adadelta, adagrad, adam, lion, movingAverage, nadam, rmsprop, sgd } from "./reference/optimizers.ts";
import {
  averagePooling,
  averagePoolingGradient,
  maxPooling,
  maxPoolingGradient,
  meanOverTime,
  meanOverTimeGradient,
} from "./reference/pooling.ts";
import { dropoutMask } from "./reference/random.ts";
import { argmax, columnSum, findNonFinite, sum, sumOfSquares } from "./reference/reduce.ts";
import { rmsNormalization, rmsNormalizationGradient } from "./reference/rms-normalization.ts";
import { rotate } from "./reference/rotate.ts";
import { simpleRnn, simpleRnnGradient } from "./reference/simple-rnn.ts";
import { maskedSoftmax, softmax, softmaxGradient } from "./reference/softmax.ts";
import { stridedAdd, stridedCopy } from "./reference/strided.ts";
import { topK } from "./reference/top-k.ts";
import type { ReferenceKernels } from "./reference/types.ts";
import { gatherTargets, gatherWindows } from "./reference/windows.ts";
import { signatures, type Kernels, type Kind } from "./signatures.ts";

const onArrays: ReferenceKernels = {
  fill,
  copy,
  add,
  subtract,
  multiply,
  addRow,
  scale,
  activate,
  activateGradient,
  leakyRelu,
  leakyReluGradient,
  sum,
  sumOfSquares,
  columnSum,
  findNonFinite,
  matmul,
  batchMatmul,
  softmax,
  softmaxGradient,
  maskedSoftmax,
  additiveAttention,
  additiveAttentionGradient,
  additiveScores,
  additiveScoresGradient,
  attention,
  attentionGradient,
  attentionStep,
  attentionWeights,
  layerNormalization,
  layerNormalizationGradient,
  rmsNormalization,
  rmsNormalizationGradient,
  columnMoments,
  normalizeColumns,
  normalizeColumnsGradient,
  rotate,
  gather,
  gatherGradient,
  findOutOfRange,
  notEqual,
  combineMasks,
  joinMasks,
  rowsDiffer,
  maskRows,
  maximum,
  maximumGradient,
  stridedCopy,
  stridedAdd,
  averagePooling,
  averagePoolingGradient,
  copyColumns,
  reverseTime,
  convolution,
  convolutionGradient,
  maxPooling,
  maxPoolingGradient,
  meanOverTime,
  meanOverTimeGradient,
  dropoutMask,
  simpleRnn,
  simpleRnnGradient,
  lstm,
  lstmGradient,
  gru,
  gruGradient,
  loss,
  softmaxCrossentropy,
  crossentropy,
  binaryFocal,
  categoricalFocal,
  cosineSimilarity,
  ctc,
  argmax,
  clamp,
  movingAverage,
  topK,
  sgd,
  rmsprop,
  adam,
  nadam,
  adagrad,
  adadelta,
  lion,
  gatherWindows,
  gatherTargets,
};

const onStorages: Kernels<Storage, Storage> = wrapAll(onArrays);

/**
 * The kernels as plain loops: slow, exact, and the definition of what every other backend must compute. With "float64" the gradients of
 * ops can be checked by finite differences.
 */
export function createReference(floatType: "float32" | "float64"): Backend {
  return {
    kernels: onStorages,
    name: "reference",
    floatType,
    threads: 1,
    simd: "none",
    allocate: (dtype, length) => new ArrayStorage(dtype, emptyArray(dtype, length)),
    release(storage) {
      arrayStorage(storage).detach();
    },
    view: (storage, offset, length) => arrayStorage(storage).view(offset, length),
    write(storage, values) {
      arrayOf(storage).set(values);
    },
    read: (storage) => arrayOf(storage).slice(),
    measurePeak: () => null,
  };
}

type Value = Storage | number | boolean | null;

/** The arguments of a call with arrays in place of storages, by the kinds that the table gives. */
function unwrap(
  name: string,
  kinds: Readonly<Record<string, Kind>>,
  given: Readonly<Record<string, Value>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kinds).map(([argument, kind]) => {
      const value = given[argument];
      if (value === undefined) throw new TypeError(`kernel ${name} was called without ${argument}`);
      if (typeof value !== "object" || value === null) return [argument, value];
      return [argument, /^(ints|indices)/.test(kind) ? intsOf(value) : floatsOf(value)];
    }),
  );
}

/**
 * The same kernels on storages. The casts are for the compiler alone: it cannot follow that unwrap turns the arguments of each kernel into
 * what that very kernel reads, which the table says for both sides.
 */
function wrapAll(kernels: ReferenceKernels): Kernels<Storage, Storage> {
  const tables: ReadonlyMap<string, Readonly<Record<string, Kind>>> = new Map(Object.entries(signatures));
  const wrapped = Object.entries(kernels).map(([name, kernel]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    const run = kernel as (given: unknown) => void;
    const kinds = tables.get(name) ?? {};
    return [name, (given: Record<string, Value>) => run(unwrap(name, kinds, given))] as const;
  });
  const byName: unknown = Object.fromEntries(wrapped);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return byName as Kernels<Storage, Storage>;
}
