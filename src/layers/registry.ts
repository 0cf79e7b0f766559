import { activation } from "./activation.ts";
import { additiveAttention } from "./attention/additive-attention.ts";
import { attention } from "./attention/attention.ts";
import { averagePooling1d } from "./pooling/average-pooling.ts";
import { batchNormalization } from "./normalization/batch-normalization.ts";
import { bidirectional } from "./recurrent/bidirectional.ts";
import { centerOverTime } from "./normalization/center-over-time.ts";
import { concatenate } from "./merging/concatenate.ts";
import { conv1d } from "./conv1d.ts";
import { dense } from "./dense.ts";
import { dot } from "./merging/dot.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "./pooling/global-pooling.ts";
import { groupedQueryAttention } from "./attention/grouped-query-attention.ts";
import { gru } from "./recurrent/gru.ts";
import { layerNormGru } from "./recurrent/layer-norm-gru.ts";
import { layerNormLstm } from "./recurrent/layer-norm-lstm.ts";
import { layerNormalization } from "./normalization/layer-normalization.ts";
import { lstm } from "./recurrent/lstm.ts";
import { masking } from "./masking.ts";
import { maxPooling1d } from "./pooling/max-pooling.ts";
import { add, average, maximum, minimum, multiply, subtract } from "./merging/elementwise.ts";
import { multiHeadAttention } from "./attention/multi-head-attention.ts";
import { gaussianNoise, spatialDropout1d } from "./noise.ts";
import { permute } from "./permute.ts";
import { positionEmbedding } from "./position-embedding.ts";
import { positionEncoding } from "./position-encoding.ts";
import { leakyRelu, prelu } from "./rectifiers.ts";
import { repeatVector } from "./repeat-vector.ts";
import { reshape } from "./reshape.ts";
import { rmsNormalization } from "./normalization/rms-normalization.ts";
import { rotaryEmbedding } from "./attention/rotary-embedding.ts";
import { rnn } from "./recurrent/rnn.ts";
import { simpleRnn } from "./recurrent/simple-rnn.ts";
import { cropping1d, zeroPadding1d } from "./time-borders.ts";
import { timeDistributed } from "./time-distributed.ts";
import { transformerEncoder } from "./transformer/transformer-encoder.ts";
import { upSampling1d } from "./up-sampling.ts";

/** Every layer by its kind. Saved models are rebuilt from these, so files/saved-layers.ts must be able to read each. */
export const layers: {
  readonly activation: typeof activation;
  readonly add: typeof add;
  readonly additiveAttention: typeof additiveAttention;
  readonly attention: typeof attention;
  readonly average: typeof average;
  readonly averagePooling1d: typeof averagePooling1d;
  readonly batchNormalization: typeof batchNormalization;
  readonly bidirectional: typeof bidirectional;
  readonly centerOverTime: typeof centerOverTime;
  readonly concatenate: typeof concatenate;
  readonly conv1d: typeof conv1d;
  readonly cropping1d: typeof cropping1d;
  readonly dense: typeof dense;
  readonly dot: typeof dot;
  readonly dropout: typeof dropout;
  readonly embedding: typeof embedding;
  readonly flatten: typeof flatten;
  readonly gaussianNoise: typeof gaussianNoise;
  readonly globalAveragePooling1d: typeof globalAveragePooling1d;
  readonly globalMaxPooling1d: typeof globalMaxPooling1d;
  readonly groupedQueryAttention: typeof groupedQueryAttention;
  readonly gru: typeof gru;
  readonly layerNormGru: typeof layerNormGru;
  readonly layerNormLstm: typeof layerNormLstm;
  readonly layerNormalization: typeof layerNormalization;
  readonly leakyRelu: typeof leakyRelu;
  readonly lstm: typeof lstm;
  readonly masking: typeof masking;
  readonly maxPooling1d: typeof maxPooling1d;
  readonly maximum: typeof maximum;
  readonly minimum: typeof minimum;
  readonly multiHeadAttention: typeof multiHeadAttention;
  readonly multiply: typeof multiply;
  readonly permute: typeof permute;
  readonly positionEmbedding: typeof positionEmbedding;
  readonly positionEncoding: typeof positionEncoding;
  readonly prelu: typeof prelu;
  readonly repeatVector: typeof repeatVector;
  readonly reshape: typeof reshape;
  readonly rmsNormalization: typeof rmsNormalization;
  readonly rotaryEmbedding: typeof rotaryEmbedding;
  readonly rnn: typeof rnn;
  readonly simpleRnn: typeof simpleRnn;
  readonly spatialDropout1d: typeof spatialDropout1d;
  readonly subtract: typeof subtract;
  readonly timeDistributed: typeof timeDistributed;
  readonly transformerEncoder: typeof transformerEncoder;
  readonly upSampling1d: typeof upSampling1d;
  readonly zeroPadding1d: typeof zeroPadding1d;
} = {
  activation,
  add,
  additiveAttention,
  attention,
  average,
  averagePooling1d,
  batchNormalization,
  bidirectional,
  centerOverTime,
  concatenate,
  conv1d,
  cropping1d,
  dense,
  dot,
  dropout,
  embedding,
  flatten,
  gaussianNoise,
  globalAveragePooling1d,
  globalMaxPooling1d,
  groupedQueryAttention,
  gru,
  layerNormGru,
  layerNormLstm,
  layerNormalization,
  leakyRelu,
  lstm,
  masking,
  maxPooling1d,
  maximum,
  minimum,
  multiHeadAttention,
  multiply,
  permute,
  positionEmbedding,
  positionEncoding,
  prelu,
  repeatVector,
  reshape,
  rmsNormalization,
  rotaryEmbedding,
  rnn,
  simpleRnn,
  spatialDropout1d,
  subtract,
  timeDistributed,
  transformerEncoder,
  upSampling1d,
  zeroPadding1d,
};

export type LayerKind = keyof typeof layers;
