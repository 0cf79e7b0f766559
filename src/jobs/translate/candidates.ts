import { recurrentEncoderDecoder } from "../../models/recurrent-encoder-decoder.ts";
import { transformer } from "../../models/transformer.ts";
import { transformerPresets, type TransformerPreset } from "../../models/transformer-options.ts";
import { adam } from "../../optimizers/adam.ts";
import { inverseSquareRoot, noam } from "../../optimizers/schedules/index.ts";
import type { Recipe } from "../sequences/recipe.ts";

export type PresetName = TransformerPreset;
export const presetNames: readonly PresetName[] = ["tiny", "small", "base", "big"];

const small = { labelSmoothing: 0.1, updates: 8000 };

/**
 * A large rate, then as the inverse square root of the updates. For small data Wu et al. 2021 have 0.005 after 2,000
 * updates of twice as many tokens; on Multi30k less and sooner is ahead after as many passes.
 */
const transformers: Readonly<Record<PresetName, Pick<Recipe, "learningRate" | "updates">>> = {
  tiny: { learningRate: inverseSquareRoot({ learningRate: 0.003, warmupSteps: 1000 }), updates: 8000 },
  small: { learningRate: inverseSquareRoot({ learningRate: 0.001, warmupSteps: 2000 }), updates: 8000 },
  base: { learningRate: noam({ modelSize: 512, warmupSteps: 4000 }), updates: 100_000 },
  big: { learningRate: noam({ modelSize: 1024, warmupSteps: 4000 }), updates: 300_000 },
};

/** Width of the recurrent models beside each preset. */
const units: Readonly<Record<PresetName, number>> = { tiny: 128, small: 256, base: 512, big: 1024 };

/**
 * A recurrent encoder and decoder (Sutskever et al. 2014), without attention or with that of Bahdanau et al. 2015 or
 * Luong et al. 2015.
 */
function recurrent(cell: "lstm" | "gru", attention: "none" | "luong" | "bahdanau"): (preset: PresetName) => Recipe {
  return (preset) => ({
    ...small,
    learningRate: inverseSquareRoot({ learningRate: 0.002, warmupSteps: 500 }),
    optimizer: (learningRate) => adam({ learningRate, beta2: 0.98, epsilon: 1e-9, globalClipnorm: 1 }),
    model: ({ target }, seed) =>
      recurrentEncoderDecoder({
        vocabularySize: target,
        cell,
        attention,
        units: units[preset],
        embeddingDim: units[preset],
        dropout: 0.3,
        seed,
      }),
  });
}

const recipes = {
  lstm: recurrent("lstm", "none"),
  "gru-bahdanau": recurrent("gru", "bahdanau"),
  "lstm-luong": recurrent("lstm", "luong"),
  /** Vaswani et al. 2017. */
  transformer: (preset: PresetName): Recipe => ({
    ...small,
    ...transformers[preset],
    optimizer: (learningRate) => adam({ learningRate, beta2: 0.98, epsilon: 1e-9 }),
    // One vocabulary for both languages.
    model: ({ target }, seed) => transformer({ ...transformerPresets[preset], vocabularySize: target, seed }),
  }),
} satisfies Readonly<Record<string, (preset: PresetName) => Recipe>>;

export type ModelName = keyof typeof recipes;

/** All models, in the order in which they are run. */
export const modelNames: readonly ModelName[] = ["lstm", "gru-bahdanau", "lstm-luong", "transformer"];

export function recipeOf(model: ModelName, preset: PresetName): Recipe {
  return recipes[model](preset);
}
