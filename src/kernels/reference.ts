import { ArrayStorage, arrayOf, arrayStorage, emptyArray, intsOf } from "./array-storage.ts";
import type { Backend, Memory, Storage, TypedArray } from "./backend.ts";
import { guardOf, parametersOf, type Guarded, type Value } from "./guard.ts";
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
import { linearScan, linearScanGradient } from "./reference/scan.ts";
import { simpleRnn, simpleRnnGradient } from "./reference/simple-rnn.ts";
import { maskedSoftmax, softmax, softmaxGradient } from "./reference/softmax.ts";
import { stridedAdd, stridedCopy } from "./reference/strided.ts";
import { topK } from "./reference/top-k.ts";
import type { ReferenceKernels } from "./reference/types.ts";
import { gatherTargets, gatherWindows } from "./reference/windows.ts";
import { kernelNames, type Kernels } from "./signatures.ts";

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
  linearScan,
  linearScanGradient,
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

/**
 * The kernels as plain loops: slow, exact, and the definition of what every other backend must compute. With "float64"
 * the gradients of ops can be checked by finite differences.
 */
export function createReference(floatType: "float32" | "float64"): Backend {
  const memory: Memory = {
    floatType,
    owns: (storage) => storage.owner === memory,
    allocate: (dtype, length) => new ArrayStorage(memory, dtype, emptyArray(dtype, length)),
    release(storage) {
      arrayStorage(storage, memory).detach();
    },
    view: (storage, offset, length) => arrayStorage(storage, memory).view(offset, length),
    write(storage, values) {
      arrayStorage(storage, memory).array.set(values);
    },
    read: (storage) => arrayStorage(storage, memory).array.slice(),
  };
  return {
    ...memory,
    kernels: onStorages(onArrays, { owner: memory, ints: intsOf }),
    name: "reference",
    threads: 1,
    simd: "none",
    measurePeak: () => null,
  };
}

/**
 * The same kernels on storages, each behind its guard. The casts are for the compiler alone: it cannot follow that
 * arrays in place of storages turn the arguments of each kernel into what that very kernel reads, which the table says
 * for both sides.
 */
function onStorages(kernels: ReferenceKernels, guarded: Guarded): Kernels<Storage, Storage> {
  const wrapped = kernelNames.map((name) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    const run = kernels[name] as (args: unknown) => void;
    const names = parametersOf(name).map(({ argument }) => argument);
    const guard = guardOf(name, guarded);
    const call = (args: Readonly<Record<string, Value>>): void => {
      if (guard(args)) run(Object.fromEntries(names.map((argument) => [argument, unwrapped(args[argument])])));
    };
    return [name, call] as const;
  });
  const byName: unknown = Object.fromEntries(wrapped);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return byName as Kernels<Storage, Storage>;
}

function unwrapped(value: Value): TypedArray | number | boolean | null {
  return typeof value === "object" && value !== null ? arrayOf(value) : value;
}
