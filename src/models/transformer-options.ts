import type { OptionNames } from "../tensor/options.ts";
import { checkLayerActivation, type LayerActivation } from "../layers/activation.ts";
import { checkCount, checkName, checkRate } from "../layers/shared/checks.ts";
import type { BlockOptions } from "../layers/transformer/shared/transformer-block.ts";

/** What the encoder–decoder and the language model have in common. Defaults are the paper's base model. */
export interface TransformerStackOptions {
  /** How many tokens there are; they go from 0, which is padding, to vocabularySize − 1. */
  readonly vocabularySize: number;
  /** Numbers per token and step, the paper's d_model. Default: 512. */
  readonly hiddenDim?: number;
  /** Numbers between the two products of the feed-forward parts, the paper's d_ff. Default: 2048. */
  readonly intermediateDim?: number;
  /** Heads of every attention. Default: 8. */
  readonly numHeads?: number;
  /**
   * Depth of queries and keys in each head, the paper's d_k. Default: hiddenDim / numHeads, which must then be whole.
   */
  readonly keyDim?: number;
  /** Depth of values in each head, the paper's d_v. Default: keyDim's default. */
  readonly valueDim?: number;
  /**
   * Share dropped while training of what every part makes, and of the sums of embeddings and positions. Default: 0.1.
   */
  readonly dropout?: number;
  /** Share of the attention weights dropped while training. Default: 0, as in the paper. */
  readonly attentionDropout?: number;
  /** Share dropped while training between the two products of the feed-forward parts. Default: 0, as in the paper. */
  readonly activationDropout?: number;
  /** Between the two products of the feed-forward parts. Default: relu. */
  readonly activation?: LayerActivation;
  /**
   * Normalize what each part reads (pre-norm), and the output of each stack; not the sums (post-norm, as in the paper).
   * Default: false.
   */
  readonly normalizeFirst?: boolean;
  /** Added to the variance in normalizations. Default: 0.00001. */
  readonly layerNormEpsilon?: number;
  /** Waves, for sequences of any length, or learned rows. Default: sinusoidal, as in the paper. */
  readonly positions?: "sinusoidal" | "learned";
  /** How many positions are learned: the longest sequence. For positions "learned", which need it. */
  readonly maxLength?: number | null;
}

export interface TransformerOptions extends TransformerStackOptions {
  /** Of the source, where it is another one. Default: vocabularySize. */
  readonly sourceVocabularySize?: number;
  /** Layers of the encoder and of the decoder, each. Default: 6. */
  readonly numLayers?: number;
  /** Default: numLayers. */
  readonly encoderLayers?: number;
  /** Default: numLayers. */
  readonly decoderLayers?: number;
  /**
   * Which of source embedding, target embedding and output are one matrix: "all" three, those of the "decoder", or
   * "none". Default: all.
   */
  readonly shareEmbeddings?: "all" | "decoder" | "none";
}

export interface LanguageModelOptions extends TransformerStackOptions {
  /** Default: 6. */
  readonly numLayers?: number;
  /** Whether the embedding and the output are one matrix. Default: true. */
  readonly shareEmbeddings?: boolean;
}

/** Options with all defaults, as saved models store them. */
export type FullStackOptions = Required<TransformerStackOptions>;
export type FullTransformerOptions = Required<Omit<TransformerOptions, "numLayers">>;
export type FullLanguageModelOptions = Required<LanguageModelOptions>;

export interface TransformerSpec {
  readonly kind: "transformer";
  readonly options: FullTransformerOptions;
}

export interface LanguageModelSpec {
  readonly kind: "transformerLanguageModel";
  readonly options: FullLanguageModelOptions;
}

/**
 * Sizes of published models, to spread into options: transformer({ ...transformerPresets.tiny, vocabularySize: 10_000
 * }).
 *
 * base and big are the paper's (Vaswani et al. 2017, Table 3; for English–French big had dropout 0.1). tiny and small
 * are those of Wu et al. 2021 (ACL, "Good for Misconceived Reasons") for the 29,000 sentences of Multi30k, 2.6 and 36.5
 * million parameters there.
 */
export const transformerPresets: Readonly<Record<TransformerPreset, Omit<TransformerOptions, "vocabularySize">>> = {
  tiny: { numLayers: 4, hiddenDim: 128, intermediateDim: 256, numHeads: 4, dropout: 0.3 },
  small: { numLayers: 6, hiddenDim: 512, intermediateDim: 1024, numHeads: 4, dropout: 0.3 },
  base: { numLayers: 6, hiddenDim: 512, intermediateDim: 2048, numHeads: 8, dropout: 0.1 },
  big: { numLayers: 6, hiddenDim: 1024, intermediateDim: 4096, numHeads: 16, dropout: 0.3 },
};

export type TransformerPreset = "tiny" | "small" | "base" | "big";

const stackNames: OptionNames<TransformerStackOptions> = {
  vocabularySize: true,
  hiddenDim: true,
  intermediateDim: true,
  numHeads: true,
  keyDim: true,
  valueDim: true,
  dropout: true,
  attentionDropout: true,
  activationDropout: true,
  activation: true,
  normalizeFirst: true,
  layerNormEpsilon: true,
  positions: true,
  maxLength: true,
};

export const transformerNames: OptionNames<TransformerOptions> = {
  ...stackNames,
  sourceVocabularySize: true,
  numLayers: true,
  encoderLayers: true,
  decoderLayers: true,
  shareEmbeddings: true,
};

export const languageModelNames: OptionNames<LanguageModelOptions> = {
  ...stackNames,
  numLayers: true,
  shareEmbeddings: true,
};

/** Fills in the defaults. Throws RangeErrors and TypeErrors that name the option. */
export function fullTransformerOptions(options: TransformerOptions): FullTransformerOptions {
  const who = "transformer";
  const {
    numLayers = 6,
    encoderLayers = numLayers,
    decoderLayers = numLayers,
    sourceVocabularySize = options.vocabularySize,
    shareEmbeddings = "all",
  } = options;
  checkCount(who, "encoderLayers", encoderLayers);
  checkCount(who, "decoderLayers", decoderLayers);
  checkCount(who, "sourceVocabularySize", sourceVocabularySize);
  checkName(who, "shareEmbeddings", shareEmbeddings, ["all", "decoder", "none"]);
  if (shareEmbeddings === "all" && sourceVocabularySize !== options.vocabularySize) {
    throw new RangeError(
      `transformer: one matrix for all embeddings needs one vocabulary, got ${sourceVocabularySize} tokens of the ` +
        `source and ${options.vocabularySize} of the target; help: shareEmbeddings: "decoder"`,
    );
  }
  return {
    ...fullStackOptions(who, options),
    sourceVocabularySize,
    encoderLayers,
    decoderLayers,
    shareEmbeddings,
  };
}

export function fullLanguageModelOptions(options: LanguageModelOptions): FullLanguageModelOptions {
  const who = "transformerLanguageModel";
  const { numLayers = 6, shareEmbeddings = true } = options;
  checkCount(who, "numLayers", numLayers);
  return { ...fullStackOptions(who, options), numLayers, shareEmbeddings };
}

function fullStackOptions(who: string, options: TransformerStackOptions): FullStackOptions {
  const { vocabularySize, hiddenDim = 512, intermediateDim = 2048, numHeads = 8 } = options;
  const { positions = "sinusoidal", maxLength = null, activation = "relu", layerNormEpsilon = 1e-5 } = options;
  checkCount(who, "vocabularySize", vocabularySize);
  checkCount(who, "hiddenDim", hiddenDim);
  checkCount(who, "numHeads", numHeads);
  const depth = hiddenDim / numHeads;
  const { keyDim = depth, valueDim = depth } = options;
  if (!Number.isInteger(depth) && (keyDim === depth || valueDim === depth)) {
    throw new RangeError(
      `${who}: hiddenDim must be a multiple of numHeads, got ${hiddenDim} and ${numHeads}; help: or give keyDim ` +
        "and valueDim",
    );
  }
  const { dropout = 0.1, attentionDropout = 0, activationDropout = 0 } = options;
  const rates = { dropout, attentionDropout, activationDropout };
  for (const [name, rate] of Object.entries(rates)) checkRate(who, name, rate);
  for (const [name, count] of Object.entries({ intermediateDim, keyDim, valueDim })) checkCount(who, name, count);
  checkLayerActivation(who, activation);
  if (!(layerNormEpsilon > 0))
    throw new RangeError(`${who}: layerNormEpsilon must be above 0, got ${layerNormEpsilon}`);
  checkName(who, "positions", positions, ["sinusoidal", "learned"]);
  if (positions === "learned") {
    if (maxLength === null)
      throw new TypeError(`${who}: learned positions need maxLength, how many; help: maxLength: 256`);
    checkCount(who, "maxLength", maxLength);
  } else if (maxLength !== null) {
    throw new TypeError(`${who}: sinusoidal positions have no maxLength; help: leave it out, or positions: "learned"`);
  }
  return {
    vocabularySize,
    hiddenDim,
    intermediateDim,
    numHeads,
    keyDim,
    valueDim,
    ...rates,
    activation,
    normalizeFirst: options.normalizeFirst ?? false,
    layerNormEpsilon,
    positions,
    maxLength,
  };
}

/** The options of one layer. */
export function blockOptions(options: FullStackOptions): BlockOptions {
  return { ...options, attentionFans: "matrix", kernelInitializer: "glorotUniform", biasInitializer: "zeros" };
}
