import { transformer } from "../../models/transformer.ts";
import { transformerPresets, type TransformerPreset } from "../../models/transformer-options.ts";
import { adam } from "../../optimizers/adam.ts";
import { inverseSquareRoot, noam } from "../../optimizers/schedules/index.ts";
import type { Recipe } from "../sequences/recipe.ts";

export type PresetName = TransformerPreset;
export const presetNames: readonly PresetName[] = ["tiny", "small", "base", "big"];

/** Peak rate and warm-up of small-data recipes (Wu et al. 2021): large, then as the inverse square root of the updates. */
const small = { labelSmoothing: 0.1, updates: 8000 };

const transformers: Readonly<Record<PresetName, Pick<Recipe, "learningRate" | "updates">>> = {
  tiny: { learningRate: inverseSquareRoot({ learningRate: 0.005, warmupSteps: 2000 }), updates: 8000 },
  small: { learningRate: inverseSquareRoot({ learningRate: 0.001, warmupSteps: 2000 }), updates: 8000 },
  base: { learningRate: noam({ modelSize: 512, warmupSteps: 4000 }), updates: 100_000 },
  big: { learningRate: noam({ modelSize: 1024, warmupSteps: 4000 }), updates: 300_000 },
};

const recipes = {
  /** Vaswani et al. 2017. */
  transformer: (preset: PresetName): Recipe => ({
    ...small,
    ...transformers[preset],
    optimizer: (learningRate) => adam({ learningRate, beta2: 0.98, epsilon: 1e-9 }),
    // One vocabulary for both languages.
    model: ({ target }, seed) => transformer({ ...transformerPresets[preset], vocabularySize: target, seed }),
  }),
} satisfies Readonly<Record<string, (preset: PresetName) => Recipe>>;

export type RungName = keyof typeof recipes;

/** All rungs, in the order in which they are run. */
export const rungNames: readonly RungName[] = ["transformer"];

export function recipeOf(rung: RungName, preset: PresetName): Recipe {
  return recipes[rung](preset);
}
