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
  readonly learningRate: Schedule;
  readonly updates: number;
}

const presets: Readonly<Record<PresetName, Preset>> = {
  /** For some thousand trees. */
  tiny: {
    sizes: { encoderLayers: 3, decoderLayers: 2, hiddenDim: 128, intermediateDim: 256, numHeads: 4, dropout: 0.1 },
    learningRate: inverseSquareRoot({ learningRate: 0.002, warmupSteps: 400 }),
    updates: 8000,
  },
  small: {
    sizes: { numLayers: 4, hiddenDim: 256, intermediateDim: 512, numHeads: 4, dropout: 0.2 },
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
    learningRate: noam({ modelSize: 1024, warmupSteps: 16_000 }),
    updates: 100_000,
  },
};

export interface RungOptions {
  readonly preset: PresetName;
  /** In place of the preset's. */
  readonly dropout?: number;
}

const recipes = {
  /** Vaswani et al. 2017; one matrix for all embeddings, as sentences and trees have one vocabulary. */
  transformer({ preset, dropout }: RungOptions): Recipe {
    const { sizes, learningRate, updates } = presets[preset];
    const drop = dropout === undefined ? {} : { dropout, ...(dropout === 0 ? { attentionDropout: 0 } : {}) };
    return {
      learningRate,
      updates,
      labelSmoothing: 0.1,
      optimizer: (rate) => adam({ learningRate: rate, beta2: 0.98, epsilon: 1e-9 }),
      model: ({ target }, seed) => transformer({ ...sizes, ...drop, vocabularySize: target, seed }),
    };
  },
} satisfies Readonly<Record<string, (options: RungOptions) => Recipe>>;

export type RungName = keyof typeof recipes;

/** All rungs, in the order in which they are run. */
export const rungNames: readonly RungName[] = ["transformer"];

export function recipeOf(rung: RungName, options: RungOptions): Recipe {
  return recipes[rung](options);
}
