import { recurrentEncoderDecoder } from "../../models/recurrent-encoder-decoder.ts";
import type { RecurrentAttention } from "../../models/recurrent-options.ts";
import { transformer } from "../../models/transformer.ts";
import type { TransformerOptions } from "../../models/transformer-options.ts";
import { adam } from "../../optimizers/adam.ts";
import { inverseSquareRoot, noam, type Schedule } from "../../optimizers/schedules/index.ts";
import type { Recipe } from "../sequences/recipe.ts";

export type PresetName = "tiny" | "small" | "paper";
export const presetNames: readonly PresetName[] = ["tiny", "small", "paper"];

type Sizes = Omit<TransformerOptions, "vocabularySize" | "sourceVocabularySize">;

interface Preset {
  readonly sizes: Sizes;
  /** Of the recurrent models; their dropout is that of the sizes. */
  readonly recurrent: { readonly units: number; readonly numLayers: number };
  readonly learningRate: Schedule;
  readonly updates: number;
}

const presets: Readonly<Record<PresetName, Preset>> = {
  /** For some thousand trees. */
  tiny: {
    sizes: { encoderLayers: 3, decoderLayers: 2, hiddenDim: 128, intermediateDim: 256, numHeads: 4, dropout: 0.1 },
    recurrent: { units: 128, numLayers: 2 },
    learningRate: inverseSquareRoot({ learningRate: 0.002, warmupSteps: 400 }),
    updates: 8000,
  },
  small: {
    sizes: { numLayers: 4, hiddenDim: 256, intermediateDim: 512, numHeads: 4, dropout: 0.2 },
    recurrent: { units: 256, numLayers: 2 },
    learningRate: inverseSquareRoot({ learningRate: 0.001, warmupSteps: 1000 }),
    updates: 20_000,
  },
  /** Vaswani et al. 2017, section 6.3, for the 40,000 trees of the whole treebank. */
  paper: {
    sizes: {
      numLayers: 4,
      hiddenDim: 1024,
      intermediateDim: 4096,
      numHeads: 16,
      dropout: 0.2,
      attentionDropout: 0.2,
    },
    // Vinyals et al. 2015.
    recurrent: { units: 256, numLayers: 3 },
    learningRate: noam({ modelSize: 1024, warmupSteps: 16_000 }),
    updates: 100_000,
  },
};

export interface CandidateOptions {
  readonly preset: PresetName;
  /** In place of the preset's. */
  readonly dropout?: number;
}

const optimizer: Recipe["optimizer"] = (learningRate) => adam({ learningRate, beta2: 0.98, epsilon: 1e-9 });

/** What all models of a preset have in common. */
function shared({ preset }: CandidateOptions): Omit<Recipe, "model"> {
  const { learningRate, updates } = presets[preset];
  return { learningRate, updates, labelSmoothing: 0.1, optimizer };
}

function recurrent(attention: RecurrentAttention): (options: CandidateOptions) => Recipe {
  return (options) => {
    const { sizes, recurrent: layers } = presets[options.preset];
    const { dropout = sizes.dropout ?? 0 } = options;
    return {
      ...shared(options),
      model: ({ source, target }, seed) =>
        recurrentEncoderDecoder({
          ...layers,
          attention,
          dropout,
          vocabularySize: target,
          sourceVocabularySize: source,
          seed,
        }),
    };
  };
}

const recipes = {
  /** One matrix for all embeddings, as sentences and trees have one vocabulary (Vaswani et al. 2017). */
  transformer(options: CandidateOptions): Recipe {
    const { preset, dropout } = options;
    const drop = dropout === undefined ? {} : { dropout, ...(dropout === 0 ? { attentionDropout: 0 } : {}) };
    return {
      ...shared(options),
      model: ({ target }, seed) => transformer({ ...presets[preset].sizes, ...drop, vocabularySize: target, seed }),
    };
  },
  /** The parser of "Grammar as a Foreign Language" (Vinyals et al. 2015), with Luong's attention. */
  "lstm-attention": recurrent("luong"),
  /** Its baseline: the decoder knows of the sentence only the last states of the encoder. */
  lstm: recurrent("none"),
} satisfies Readonly<Record<string, (options: CandidateOptions) => Recipe>>;

export type ModelName = keyof typeof recipes;

/** All models, in the order in which they are run. */
export const modelNames: readonly ModelName[] = ["transformer", "lstm-attention", "lstm"];

export function recipeOf(model: ModelName, options: CandidateOptions): Recipe {
  return recipes[model](options);
}
