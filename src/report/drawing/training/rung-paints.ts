import type { ColourName } from "../colours.ts";

const paints: readonly ColourName[] = ["best", "naive", "validation", "ink", "faint"];

/** The colour of a rung by its place in the ladder, the same in every figure of a report. */
export function paintOf(rungs: readonly string[], rung: string): ColourName {
  return paints[Math.max(0, rungs.indexOf(rung)) % paints.length];
}
