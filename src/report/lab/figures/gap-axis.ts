import * as Plot from "@observablehq/plot";
import { colour } from "../../drawing/colours.ts";

/** One panel for each gap and one place in it for each network. */
export function gapScales(
  gaps: readonly number[],
  models: readonly string[],
): { readonly x: Plot.ScaleOptions; readonly fx: Plot.ScaleOptions } {
  return {
    x: { domain: [...models], axis: null, padding: 0.15 },
    fx: { domain: [...gaps], axis: null, padding: 0.25 },
  };
}

/** The line at zero and the gap below each panel. */
export function gapAxis(gaps: readonly number[]): Plot.Markish[] {
  return [
    Plot.ruleY([0], { stroke: colour("faint") }),
    Plot.text(
      gaps.map((gap) => ({ gap })),
      {
        fx: "gap",
        frameAnchor: "bottom",
        dy: 18,
        text: ({ gap }: { readonly gap: number }) => String(gap),
        fill: colour("muted"),
      },
    ),
  ];
}
