import type { ColourName } from "../colours.ts";

const paints: readonly ColourName[] = ["best", "naive", "validation", "ink", "faint"];

/** The colour of a model by its place in the leaderboard, the same in every figure of a report. */
export function paintOf(models: readonly string[], model: string): ColourName {
  return paints[Math.max(0, models.indexOf(model)) % paints.length];
}
