/** The differentiable operations on tensors, for models of one's own. Every one records its gradient. */
export { activate } from "./activate.ts";
export { add } from "./add.ts";
export { additiveAttention, additiveAttentionWeights, type AdditiveAttentionOptions } from "./additive-attention.ts";
export { additiveScores } from "./additive-scores.ts";
export { addPositions } from "./add-positions.ts";
export { argmax } from "./argmax.ts";
export { attentionStep, type KeyTable } from "./attention-step.ts";
export { attention, attentionWeights, type AttentionBounds, type AttentionOptions } from "./attention.ts";
export { averagePooling } from "./average-pooling.ts";
export { batchMatmul } from "./batch-matmul.ts";
export {
  batchNormalization,
  normalizeColumns,
  type BatchNormalizationOptions,
  type ColumnMoments,
} from "./batch-normalization.ts";
export { binaryFocal, type BinaryFocalOptions } from "./binary-focal.ts";
export { broadcast } from "./broadcast.ts";
export { categoricalFocal, type CategoricalFocalOptions } from "./categorical-focal.ts";
export { centerOverTime } from "./center-over-time.ts";
export { concatenate } from "./concatenate.ts";
export { convolution, type ConvolutionOptions } from "./convolution.ts";
export { cosineSimilarity } from "./cosine-similarity.ts";
export { cropTime } from "./crop-time.ts";
export { crossentropy } from "./crossentropy.ts";
export { ctc, type CtcOptions } from "./ctc.ts";
export { dropout, dropoutMask } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { globalMaxPooling } from "./global-max-pooling.ts";
export { gru, type GruOptions } from "./gru.ts";
export { layerNormalization } from "./layer-normalization.ts";
export { leakyRelu } from "./leaky-relu.ts";
export { linearScan } from "./linear-scan.ts";
export { linear } from "./linear.ts";
export { loss } from "./loss.ts";
export { lstm, type LstmInputs, type LstmOptions } from "./lstm.ts";
export { maskRows } from "./mask-rows.ts";
export { maskedSoftmax, type MaskedSoftmaxOptions } from "./masked-softmax.ts";
export { bothMasks, eitherMask, joinMasks, rowsDiffer, type StepsMasked } from "./masks.ts";
export { matmul, type MatmulOptions } from "./matmul.ts";
export { maxPooling, type MaxPoolingOptions } from "./max-pooling.ts";
export { maximum, minimum } from "./maximum.ts";
export { meanOverTime } from "./mean-over-time.ts";
export { mean } from "./mean.ts";
export { multiply } from "./multiply.ts";
export { notEqual } from "./not-equal.ts";
export { padTime } from "./pad-time.ts";
export { permute } from "./permute.ts";
export { reshape } from "./reshape.ts";
export { reverseTime } from "./reverse-time.ts";
export { rmsNormalization } from "./rms-normalization.ts";
export { rotate, type RotateOptions } from "./rotate.ts";
export { scale } from "./scale.ts";
export {
  scaledDotProductAttention,
  type Attended,
  type ScaledDotProductAttentionOptions,
} from "./scaled-dot-product-attention.ts";
export { simpleRnn } from "./simple-rnn.ts";
export { slice } from "./slice.ts";
export { softmaxCrossentropy, type CrossentropyOptions } from "./softmax-crossentropy.ts";
export { softmax } from "./softmax.ts";
export { subtract } from "./subtract.ts";
export { sum } from "./sum.ts";
export { timeStep } from "./time-step.ts";
export { timeSteps } from "./time-steps.ts";
export { timesNumber } from "./times-number.ts";
export { topK } from "./top-k.ts";
