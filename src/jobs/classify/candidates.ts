import { bidirectional } from "../../layers/recurrent/bidirectional.ts";
import { conv1d } from "../../layers/conv1d.ts";
import { dense } from "../../layers/dense.ts";
import { dropout } from "../../layers/dropout.ts";
import { embedding } from "../../layers/embedding.ts";
import { globalAveragePooling1d, globalMaxPooling1d } from "../../layers/pooling/global-pooling.ts";
import { gru } from "../../layers/recurrent/gru.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { lstm } from "../../layers/recurrent/lstm.ts";
import { maxPooling1d } from "../../layers/pooling/max-pooling.ts";
import { positionEncoding } from "../../layers/position-encoding.ts";
import { simpleRnn } from "../../layers/recurrent/simple-rnn.ts";
import { transformerEncoder } from "../../layers/transformer/transformer-encoder.ts";
import type { Side } from "../../data/text/pad-sequences.ts";

/** Whether models are trained as is best today, or as the lecture trains them. */
export type Preset = "quick" | "lecture";

/** What a network reads: the words of a text in order, cut and padded to a length, or the n-grams that occur in it. */
export type InputKind = "words" | "bag";

export type BagUnit = 1 | 2 | "characters";

interface Body {
  readonly reads: InputKind;
  /** Words in the longest n-gram of a bag, or "characters" for n-grams of them. */
  readonly ngrams: BagUnit;
  /**
   * Whether steps of padding are skipped; then texts of like lengths are batched together, and padded to the longest of
   * their batch.
   */
  readonly masked: boolean;
  /** Where short texts are padded. Default: in front, as in the lecture. */
  readonly padding?: Side;
  /** All but the last layer. inputDim: 1 + the largest index. */
  layers(inputDim: number, quick: boolean): readonly LayerSpec[];
}

/**
 * Words to vectors, then something recurrent with 32 units: the lecture's network, and the same with dropout for the
 * quick preset.
 */
function recurrent(layer: (rate: number) => LayerSpec): Body {
  return {
    reads: "words",
    ngrams: 1,
    masked: true,
    layers: (inputDim, quick) =>
      quick
        ? [
            embedding({ inputDim, outputDim: 32, maskZero: true }),
            dropout({ rate: 0.3 }),
            layer(0.2),
            dropout({ rate: 0.3 }),
          ]
        : [embedding({ inputDim, outputDim: 32 }), layer(0)],
  };
}

/**
 * The mean of the vectors of all n-grams in a text. Joulin et al. 2016, "Bag of Tricks for Efficient Text
 * Classification".
 */
function bag(ngrams: BagUnit): Body {
  return {
    reads: "bag",
    ngrams,
    masked: true,
    layers: (inputDim) => [embedding({ inputDim, outputDim: 16, maskZero: true }), globalAveragePooling1d()],
  };
}

/** Fewest words that `conv` can read: two kernels of 7 around a pooling by 5. */
export const fewestForConvolutions = 41;

const bodies = {
  "bag-of-words": bag(1),
  "bag-of-bigrams": bag(2),
  "bag-of-characters": bag("characters"),
  "simple-rnn": recurrent((rate) => simpleRnn({ units: 32, dropout: rate })),
  lstm: recurrent((rate) => lstm({ units: 32, dropout: rate })),
  gru: recurrent((rate) => gru({ units: 32, dropout: rate })),
  /**
   * In the quick preset the mean of the states at all words, since the last one of each direction has one end of the
   * text just behind it.
   */
  "lstm-bidirectional": {
    reads: "words",
    ngrams: 1,
    masked: true,
    layers: (inputDim, quick) =>
      quick
        ? [
            embedding({ inputDim, outputDim: 64, maskZero: true }),
            dropout({ rate: 0.5 }),
            bidirectional({ layer: lstm({ units: 32, dropout: 0.2, returnSequences: true }) }),
            globalAveragePooling1d(),
            dropout({ rate: 0.5 }),
          ]
        : [embedding({ inputDim, outputDim: 32 }), bidirectional({ layer: lstm({ units: 32 }) })],
  },
  /**
   * Vaswani et al. 2017: one encoder block, normalized first, over words and their places, then the mean over the
   * words.
   */
  transformer: {
    reads: "words",
    ngrams: 1,
    masked: true,
    // Places are counted from the first step: padding before a text would move its words, by what else is in the batch.
    padding: "post",
    layers: (inputDim, quick) => [
      embedding({ inputDim, outputDim: 32, maskZero: true }),
      positionEncoding({ scaleInput: true }),
      ...(quick ? [dropout({ rate: 0.3 })] : []),
      transformerEncoder({ intermediateDim: 64, numHeads: 2, dropout: quick ? 0.1 : 0, normalizeFirst: true }),
      globalAveragePooling1d(),
      ...(quick ? [dropout({ rate: 0.3 })] : []),
    ],
  },
  conv: {
    reads: "words",
    ngrams: 1,
    masked: false,
    layers: (inputDim, quick) => [
      embedding({ inputDim, outputDim: quick ? 32 : 128 }),
      ...(quick ? [dropout({ rate: 0.3 })] : []),
      conv1d({ filters: 32, kernelSize: 7, activation: "relu" }),
      maxPooling1d({ poolSize: 5 }),
      conv1d({ filters: 32, kernelSize: 7, activation: "relu" }),
      globalMaxPooling1d(),
      ...(quick ? [dropout({ rate: 0.3 })] : []),
    ],
  },
} satisfies Readonly<Record<string, Body>>;

export type NetworkName = keyof typeof bodies;
export type ModelName = "majority" | NetworkName;

/** All models, in the order in which they are run. */
export const modelNames: readonly ModelName[] = [
  "majority",
  "bag-of-words",
  "bag-of-bigrams",
  "bag-of-characters",
  "simple-rnn",
  "lstm",
  "gru",
  "lstm-bidirectional",
  "conv",
  "transformer",
];

export const quickModels: readonly ModelName[] = [
  "majority",
  "bag-of-words",
  "bag-of-bigrams",
  "bag-of-characters",
  "lstm",
  "gru",
  "conv",
];
export const lectureModels: readonly ModelName[] = ["majority", "bag-of-words", "simple-rnn", "lstm"];

/** What a model reads. */
export function bodyOf(name: NetworkName): Body {
  return bodies[name];
}

/** Whether padding is skipped, which the lecture does not do. */
export function isMasked(name: NetworkName, preset: Preset): boolean {
  const body: Body = bodies[name];
  return body.masked && (body.reads === "bag" || preset === "quick");
}

/**
 * The layers of a model. Outputs are probabilities: for two classes that of the second, [batch, 1]; for more those of
 * all, [batch, classes].
 */
export function layersOf(name: NetworkName, inputDim: number, classes: number, preset: Preset): readonly LayerSpec[] {
  const last =
    classes === 2 ? dense({ units: 1, activation: "sigmoid" }) : dense({ units: classes, activation: "softmax" });
  return [...bodies[name].layers(inputDim, preset === "quick"), last];
}
