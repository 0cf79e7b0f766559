import { activation } from "./activation.ts";
import { bidirectional } from "./bidirectional.ts";
import { centerOverTime } from "./center-over-time.ts";
import { conv1d } from "./conv1d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "./global-pooling.ts";
import { gru } from "./gru.ts";
import { layerNormGru } from "./layer-norm-gru.ts";
import { layerNormLstm } from "./layer-norm-lstm.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { lstm } from "./lstm.ts";
import { maxPooling1d } from "./max-pooling.ts";
import { multiHeadAttention } from "./multi-head-attention.ts";
import { positionEmbedding } from "./position-embedding.ts";
import { positionEncoding } from "./position-encoding.ts";
import { rnn } from "./rnn.ts";
import { simpleRnn } from "./simple-rnn.ts";
import { transformerEncoder } from "./transformer-encoder.ts";

/** Every layer by its kind. Saved models are rebuilt from these, so files/saved-layers.ts must be able to read each. */
export const layers: {
  readonly activation: typeof activation;
  readonly bidirectional: typeof bidirectional;
  readonly centerOverTime: typeof centerOverTime;
  readonly conv1d: typeof conv1d;
  readonly dense: typeof dense;
  readonly dropout: typeof dropout;
  readonly embedding: typeof embedding;
  readonly flatten: typeof flatten;
  readonly globalAveragePooling1d: typeof globalAveragePooling1d;
  readonly globalMaxPooling1d: typeof globalMaxPooling1d;
  readonly gru: typeof gru;
  readonly layerNormGru: typeof layerNormGru;
  readonly layerNormLstm: typeof layerNormLstm;
  readonly layerNormalization: typeof layerNormalization;
  readonly lstm: typeof lstm;
  readonly maxPooling1d: typeof maxPooling1d;
  readonly multiHeadAttention: typeof multiHeadAttention;
  readonly positionEmbedding: typeof positionEmbedding;
  readonly positionEncoding: typeof positionEncoding;
  readonly rnn: typeof rnn;
  readonly simpleRnn: typeof simpleRnn;
  readonly transformerEncoder: typeof transformerEncoder;
} = {
  activation,
  bidirectional,
  centerOverTime,
  conv1d,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePooling1d,
  globalMaxPooling1d,
  gru,
  layerNormGru,
  layerNormLstm,
  layerNormalization,
  lstm,
  maxPooling1d,
  multiHeadAttention,
  positionEmbedding,
  positionEncoding,
  rnn,
  simpleRnn,
  transformerEncoder,
};

export type LayerKind = keyof typeof layers;
