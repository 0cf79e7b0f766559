/**
 * The public library: layers, models, training, data and files' formats. Runs in Node and in browsers; what only Node
 * can do (folders of models, whole jobs) is in node.ts.
 */

// Layers
export type { ActivationName, RecurrentActivationName } from "./kernels/activations.ts";
export { activation, type ActivationOptions } from "./layers/activation.ts";
export { additiveAttention, type AdditiveAttentionOptions } from "./layers/attention/additive-attention.ts";
export { attention, type AttentionOptions } from "./layers/attention/attention.ts";
export { averagePooling1d, type AveragePooling1dOptions } from "./layers/pooling/average-pooling.ts";
export { batchNormalization, type BatchNormalizationOptions } from "./layers/normalization/batch-normalization.ts";
export { bidirectional, type BidirectionalOptions, type MergeMode } from "./layers/recurrent/bidirectional.ts";
export type {
  Cell,
  CellSpec,
  SequenceArguments,
  SequenceOutput,
  PassOrder,
  States,
  Step,
} from "./layers/recurrent/shared/cell.ts";
export { centerOverTime } from "./layers/normalization/center-over-time.ts";
export { channelIndependent, type ChannelIndependentOptions } from "./layers/forecasting/channel-independent.ts";
export { concatenate, type ConcatenateOptions } from "./layers/merging/concatenate.ts";
export { conv1d, type Conv1dOptions } from "./layers/conv1d.ts";
export { dense, type DenseOptions } from "./layers/dense.ts";
export { dot, type DotOptions } from "./layers/merging/dot.ts";
export { dropout, type DropoutOptions } from "./layers/dropout.ts";
export { embedding, type EmbeddingOptions } from "./layers/embedding.ts";
export { flatten } from "./layers/flatten.ts";
export { globalAveragePooling1d, globalMaxPooling1d } from "./layers/pooling/global-pooling.ts";
export {
  groupedQueryAttention,
  type GroupedQueryAttentionOptions,
} from "./layers/attention/grouped-query-attention.ts";
export { gruCell, type GruCellOptions } from "./layers/recurrent/gru-cell.ts";
export { gru, type GruOptions } from "./layers/recurrent/gru.ts";
export { layerNormGruCell, type LayerNormGruCellOptions } from "./layers/recurrent/layer-norm-gru-cell.ts";
export { layerNormGru, type LayerNormGruOptions } from "./layers/recurrent/layer-norm-gru.ts";
export { layerNormLstmCell, type LayerNormLstmCellOptions } from "./layers/recurrent/layer-norm-lstm-cell.ts";
export { layerNormLstm, type LayerNormLstmOptions } from "./layers/recurrent/layer-norm-lstm.ts";
export { layerNormalization, type LayerNormalizationOptions } from "./layers/normalization/layer-normalization.ts";
export type {
  CallContext,
  ExampleShape,
  MultiInputLayer,
  MultiInputLayerSpec,
  Layer,
  LayerSpec,
  Masked,
  WeightMaker,
  WeightOptions,
} from "./layers/layer.ts";
export { lstmCell, type LstmCellOptions } from "./layers/recurrent/lstm-cell.ts";
export { lstm, type LstmOptions } from "./layers/recurrent/lstm.ts";
export { masking, type MaskingOptions } from "./layers/masking.ts";
export { maxPooling1d, type MaxPooling1dOptions } from "./layers/pooling/max-pooling.ts";
export { add, average, maximum, minimum, multiply, subtract } from "./layers/merging/elementwise.ts";
export { minGru, type MinGruOptions } from "./layers/recurrent/min-gru.ts";
export { minLstm, type MinLstmOptions } from "./layers/recurrent/min-lstm.ts";
export type { ScanCellOptions } from "./layers/recurrent/shared/scan-cell.ts";
export { multiHeadAttention, type MultiHeadAttentionOptions } from "./layers/attention/multi-head-attention.ts";
export {
  gaussianNoise,
  spatialDropout1d,
  type GaussianNoiseOptions,
  type SpatialDropout1dOptions,
} from "./layers/noise.ts";
export { permute, type PermuteOptions } from "./layers/permute.ts";
export { positionEmbedding, type PositionEmbeddingOptions } from "./layers/position-embedding.ts";
export { positionEncoding, sinusoidalPositions, type PositionEncodingOptions } from "./layers/position-encoding.ts";
export { leakyRelu, prelu, type LeakyReluOptions, type PreluOptions } from "./layers/rectifiers.ts";
export { layers, type LayerKind } from "./layers/registry.ts";
export { repeatVector, type RepeatVectorOptions } from "./layers/repeat-vector.ts";
export { reshape, type ReshapeOptions } from "./layers/reshape.ts";
export { residualDense, type ResidualDenseOptions } from "./layers/forecasting/residual-dense.ts";
export {
  reversibleNormalization,
  type ReversibleNormalization,
  type ReversibleNormalizationOptions,
} from "./layers/normalization/reversible-normalization.ts";
export { rmsNormalization, type RmsNormalizationOptions } from "./layers/normalization/rms-normalization.ts";
export { rotaryEmbedding } from "./layers/attention/rotary-embedding.ts";
export type { RotaryOptions } from "./layers/attention/shared/rotary-positions.ts";
export {
  cropping1d,
  zeroPadding1d,
  type Borders,
  type Cropping1dOptions,
  type ZeroPadding1dOptions,
} from "./layers/time-borders.ts";
export { temporalBlock, type TemporalBlockOptions } from "./layers/forecasting/temporal-block.ts";
export { timeDistributed, type TimeDistributedOptions } from "./layers/time-distributed.ts";
export type { CellOptions, PassOptions } from "./layers/recurrent/shared/recurrent-options.ts";
export type { RecurrentSpec } from "./layers/recurrent/shared/recurrent.ts";
export { rnn, type RnnOptions } from "./layers/recurrent/rnn.ts";
export { segmentEmbedding, type SegmentEmbeddingOptions } from "./layers/forecasting/segment-embedding.ts";
export { segmentRnn, type SegmentRnnOptions } from "./layers/forecasting/segment-rnn.ts";
export { seriesDecomposition, type SeriesDecompositionOptions } from "./layers/forecasting/series-decomposition.ts";
export { simpleRnnCell, type SimpleRnnCellOptions } from "./layers/recurrent/simple-rnn-cell.ts";
export { softmax, type SoftmaxOptions } from "./layers/softmax.ts";
export { simpleRnn, type SimpleRnnOptions } from "./layers/recurrent/simple-rnn.ts";
export { stackedRnnCells, type StackedRnnCellsOptions } from "./layers/recurrent/stacked-rnn-cells.ts";
export { transformerEncoder, type TransformerEncoderOptions } from "./layers/transformer/transformer-encoder.ts";
export { upSampling1d, type UpSampling1dOptions } from "./layers/up-sampling.ts";
export { constraints, type ConstraintName, type ConstraintOption } from "./constraints/registry.ts";
export type { Constraint } from "./constraints/constraint.ts";
export { initializers, type InitializerName, type InitializerOption } from "./initializers/registry.ts";
export type { Initializer } from "./initializers/initializer.ts";
export { regularizers, type RegularizerName, type RegularizerOption } from "./regularizers/registry.ts";
export type { Regularizer } from "./regularizers/regularizer.ts";

// Models and training
export { customModel, type CustomModelOptions } from "./models/custom-model.ts";
export { dLinear, type DLinearOptions } from "./models/forecasting/d-linear.ts";
export type { ForecasterOptions } from "./models/forecasting/forecaster-options.ts";
export { nLinear, type NLinearOptions } from "./models/forecasting/n-linear.ts";
export { patchTst, type PatchTstOptions } from "./models/forecasting/patch-tst.ts";
export { segRnn, type SegRnnOptions } from "./models/forecasting/seg-rnn.ts";
export { tcn, type TcnOptions } from "./models/forecasting/tcn.ts";
export { tide, type TideOptions } from "./models/forecasting/tide.ts";
export { freeze, unfreeze, type WeightChoice } from "./models/freeze.ts";
export { functional, type FunctionalOptions } from "./models/functional.ts";
export type { ModelSpec } from "./models/model-spec.ts";
export type { Model } from "./models/model.ts";
export { setWeights, type Weight } from "./models/weight.ts";
export { toMermaid } from "./models/to-mermaid.ts";
export { recurrentEncoderDecoder, type RecurrentEncoderDecoder } from "./models/recurrent-encoder-decoder.ts";
export type { RecurrentEncoderDecoderOptions } from "./models/recurrent-options.ts";
export { sequential, type SequentialOptions } from "./models/sequential.ts";
export {
  apply,
  applyAll,
  input,
  type AnyLayerSpec,
  type ApplyOptions,
  type InputOptions,
  type SymbolicTensor,
} from "./models/symbolic-tensor.ts";
export { isLanguageModel, transformerLanguageModel, type LanguageModel } from "./models/language-model.ts";
export { isTransformer, transformer, transformerParameterCount, type Transformer } from "./models/transformer.ts";
export {
  transformerPresets,
  type LanguageModelOptions,
  type TransformerOptions,
  type TransformerPreset,
} from "./models/transformer-options.ts";
export type { CompileOptions, ForOutputs, OutputOptions } from "./training/compile-options.ts";
export type { Callback, EpochLogs, StepLogs, TrainingRun } from "./training/callbacks/callback.ts";
export type { ClassWeight } from "./training/class-weight.ts";
export { earlyStopping, type EarlyStopping, type EarlyStoppingOptions } from "./training/callbacks/early-stopping.ts";
export type { EvaluateOptions, Evaluation } from "./training/evaluate.ts";
export type { Batches, BatchStream } from "./training/feed.ts";
export type { ArrayFitOptions, FitOptions } from "./training/fit-options.ts";
export type { History } from "./training/history.ts";
export { learningRateSchedule } from "./training/callbacks/learning-rate-schedule.ts";
export { NonFiniteError } from "./training/non-finite.ts";
export { reduceOnPlateau, type ReduceOnPlateauOptions } from "./training/callbacks/reduce-on-plateau.ts";
export {
  reportProgress,
  type ReportProgressOptions,
  type TrainingProgress,
} from "./training/callbacks/report-progress.ts";
export { timeLimit, type TimeLimitOptions } from "./training/callbacks/time-limit.ts";
export type { PredictOptions, Prediction } from "./training/predict.ts";
export { compile, type Trainer } from "./training/trainer.ts";
export type { CallbackMemory, TrainerState } from "./training/trainer-state.ts";

// Decoding
export { beamSearch, type BeamOptions, type Hypothesis } from "./decoding/beam-search.ts";
export type { Decoded, DecodingOptions, DecodingStart } from "./decoding/decoding-options.ts";
export { greedy } from "./decoding/greedy.ts";
export { lengthPenalty } from "./decoding/length-penalty.ts";
export { beginRecurrentDecoding, recurrentDecoder, type RecurrentDecoderState } from "./decoding/recurrent-decoder.ts";
export { sample, type SamplingOptions } from "./decoding/sample.ts";
export type { StepDecoder } from "./decoding/step-decoder.ts";
export { beginDecoding, beginText, transformerDecoder, type TransformerState } from "./decoding/transformer-decoder.ts";

// Looking inside
export type { ExplainedOutput } from "./explaining/explained-output.ts";
export {
  recordActivations,
  type RecordedActivations,
  type RecordedAttention,
  type RecordedPart,
  type RecordedPass,
} from "./explaining/record-activations.ts";
export {
  integratedGradients,
  type Attributions,
  type IntegratedGradientsOptions,
} from "./explaining/integrated-gradients.ts";
export { leaveOutParts, leaveOutTokens, type LeaveOneOutOptions } from "./explaining/leave-one-out.ts";
export type { GateName, RecurrentTrace, StateName, TracedPart } from "./ops/shared/recurrent-trace.ts";

// Losses, metrics, optimizers
export { binaryCrossentropy, type BinaryCrossentropyOptions } from "./losses/binary-crossentropy.ts";
export { binaryFocalCrossentropy, type BinaryFocalCrossentropyOptions } from "./losses/binary-focal-crossentropy.ts";
export { categoricalCrossentropy, type CategoricalCrossentropyOptions } from "./losses/categorical-crossentropy.ts";
export {
  categoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
} from "./losses/categorical-focal-crossentropy.ts";
export { cosineSimilarity } from "./losses/cosine-similarity.ts";
export { ctc, type CtcLossOptions } from "./losses/ctc.ts";
export { huber } from "./losses/huber.ts";
export { klDivergence } from "./losses/kl-divergence.ts";
export { logCosh } from "./losses/log-cosh.ts";
export type { Loss } from "./losses/loss.ts";
export { meanAbsoluteError } from "./losses/mean-absolute-error.ts";
export { meanAbsolutePercentageError } from "./losses/mean-absolute-percentage-error.ts";
export { meanSquaredError } from "./losses/mean-squared-error.ts";
export { meanSquaredLogarithmicError } from "./losses/mean-squared-logarithmic-error.ts";
export { poisson, type PoissonOptions } from "./losses/poisson.ts";
export { quantile, type QuantileOptions } from "./losses/quantile.ts";
export type { LossOption } from "./losses/registry.ts";
export {
  sparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from "./losses/sparse-categorical-crossentropy.ts";
export type { Metric } from "./metrics/metric.ts";
export { metrics, type MetricOption } from "./metrics/registry.ts";
export { adadelta, type AdadeltaOptions } from "./optimizers/adadelta.ts";
export { adagrad, type AdagradOptions } from "./optimizers/adagrad.ts";
export { adam, adamW, type AdamOptions, type AdamWOptions } from "./optimizers/adam.ts";
export type { Clipping } from "./optimizers/clipping.ts";
export { lion, type LionOptions } from "./optimizers/lion.ts";
export { nadam, type NadamOptions } from "./optimizers/nadam.ts";
export type { Optimizer, OptimizerState } from "./optimizers/optimizer.ts";
export type { CommonOptions, LearningRate } from "./optimizers/options.ts";
export type { OptimizerOption } from "./optimizers/registry.ts";
export { rmsprop, type RmspropOptions } from "./optimizers/rmsprop.ts";
export * as schedules from "./optimizers/schedules/index.ts";
export { sgd, type SgdOptions } from "./optimizers/sgd.ts";

// Data
export {
  fromArrays,
  fromRows,
  type ArrayOptions,
  type Examples,
  type InputValues,
  type Values,
} from "./data/arrays.ts";
export type { Batch, Dataset, TargetKind } from "./data/dataset.ts";
export { formatDuration, parseDuration, rowsIn, type Duration } from "./data/series/durations.ts";
export { lectureGenerator, type LectureGeneratorOptions } from "./data/series/lecture-generator.ts";
export { Scaler, type ScalerData } from "./data/series/scaler.ts";
export { split, type Split } from "./data/series/split.ts";
export type { Range, RegularTable, Table } from "./data/series/table.ts";
export { timeseriesDatasetFromArray, type TimeseriesDatasetOptions } from "./data/series/timeseries-dataset.ts";
export { windows, type Windows, type WindowsOptions } from "./data/series/windows.ts";

export { BytePairEncoding, type DecodeOptions, type EncodeOptions } from "./data/text/byte-pairs/byte-pair-encoding.ts";
export { beginToken, endToken, paddingToken, type BytePairData } from "./data/text/byte-pairs/byte-pair-data.ts";
export { learnBytePairs, type BytePairOptions, type Learning } from "./data/text/byte-pairs/learn-byte-pairs.ts";
export type { MosesLanguage } from "./data/text/moses/abbreviations.ts";
export { mosesNormalize } from "./data/text/moses/normalize-punctuation.ts";
export { mosesTokenize, type MosesTokenizeOptions } from "./data/text/moses/tokenize.ts";
export { Ngrams, type NgramData, type NgramOptions } from "./data/text/ngrams.ts";
export {
  padSequences,
  type PaddedSequences,
  type PaddingOptions,
  type PadSequencesOptions,
  type Side,
} from "./data/text/pad-sequences.ts";
export type { PairLengths } from "./data/text/pair-batches.ts";
export {
  fromPairs,
  fromPairShards,
  listLengths,
  type PairBatchSize,
  type PairDataset,
  type PairDatasetOptions,
  type PairShard,
  type TokenPairs,
} from "./data/text/pair-dataset.ts";
export type { SavedStandardization } from "./data/text/saved-words.ts";
export {
  standardizeText,
  wordsOf,
  type LineBreaks,
  type Standardization,
  type StandardizeOptions,
} from "./data/text/standardize.ts";
export { TextVectorization, type TextVectorizationData } from "./data/text/text-vectorization.ts";
export type { TextOutputMode, TextSplit, TextVectorizationOptions } from "./data/text/text-vectorization-options.ts";
export { fromTokens, type TokenDatasetOptions, type TokenExamples } from "./data/text/token-dataset.ts";
export { tokenLists, type TokenLists } from "./data/text/token-lists.ts";
export {
  paddingIndex,
  unknownIndex,
  unknownToken,
  Vocabulary,
  type VocabularyData,
  type VocabularyOptions,
} from "./data/text/vocabulary.ts";

export { bracketing, type Bracketing } from "./data/trees/bracketing.ts";
export { cleanTree } from "./data/trees/clean-tree.ts";
export { linearise, type LineariseOptions, type TagsShown } from "./data/trees/linearise.ts";
export { printIndentedTree, printTree } from "./data/trees/print-tree.ts";
export { BracketError, readTrees } from "./data/trees/read-trees.ts";
export type { Repairs } from "./data/trees/tree-builder.ts";
export { treeFromTokens, type TreeFromTokens, type TreeFromTokensOptions } from "./data/trees/tree-from-tokens.ts";
export { leavesOf, type Leaf, type Phrase, type Tree } from "./data/trees/tree.ts";

// Scores of translations and trees
export { bleu, bleuMetric, sentenceBleu, type BleuOptions, type BleuScore, type Smoothing } from "./scoring/bleu.ts";
export {
  confidenceInterval,
  pairedBootstrap,
  type BootstrapOptions,
  type Confidence,
  type PairedComparison,
} from "./scoring/bootstrap.ts";
export type { BracketCounts, BracketProblem, ScoredSentence } from "./scoring/bracket-counts.ts";
export {
  bracketScores,
  type BracketResult,
  type BracketScoreOptions,
  type BracketScores,
} from "./scoring/bracket-scores.ts";
export { chrf, chrfMetric, type ChrfOptions, type ChrfScore } from "./scoring/chrf.ts";
export { corpusStatistics, type CorpusMetric, type References } from "./scoring/corpus-metric.ts";
export { multiBleu, multiBleuMetric, type MultiBleuOptions } from "./scoring/multi-bleu.ts";
export type { Tokenizer } from "./scoring/tokenizers.ts";

// Tensors, gradients, memory, random numbers
export * as ops from "./ops/index.ts";
export { keep, release, scope } from "./tensor/memory.ts";
export { fold, integers, normal, permutation, randomKey, uniform, type RandomKey } from "./tensor/random.ts";
export type { Inputs } from "./tensor/inputs.ts";
export type { Shape } from "./tensor/shape.ts";
export {
  gradients,
  record,
  recordAll,
  type Differentiated,
  type GradientsOf,
  type RequiresGradient,
} from "./tensor/tape.ts";
export { assign, empty, full, intTensor, ones, tensor, Tensor, zeros } from "./tensor/tensor.ts";

// Kernels
export type { Backend, DType, Storage } from "./kernels/backend.ts";
export { use } from "./kernels/current.ts";
export { createReference } from "./kernels/reference.ts";

// File formats
export { decodeModel, encodeModel, type ModelFiles } from "./files/model-file.ts";
export type { LoadOptions } from "./files/saved-custom.ts";
export { decodeSafetensors, encodeSafetensors, type Safetensors, type StoredTensor } from "./files/safetensors.ts";
export { decodeTokenizer, encodeTokenizer } from "./files/tokenizer-json.ts";
