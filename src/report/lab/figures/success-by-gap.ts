import * as Plot from "@observablehq/plot";
import { valueAxis } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { showNumber } from "../../drawing/format.ts";
import type { MemoryData } from "../memory-data.ts";
import { modelColour } from "./model-colours.ts";
import { gapAxis, gapScales } from "./gap-axis.ts";

export type SuccessByGapData = Pick<MemoryData, "cells" | "models" | "gaps" | "budget">;

export function describeSuccessByGap({ budget }: SuccessByGapData): FigureText {
  return {
    title: "Who solves it",
    caption:
      `How many of the runs of each network solved the task within ${showNumber(budget, 0)} ` +
      `sequences, by the gap that has to be bridged.`,
  };
}

/** Bars side by side for the networks at each gap, with the counts above them. */
export function drawSuccessByGap(data: SuccessByGapData, options: FigureOptions = {}): string {
  const { cells, models, gaps } = data;
  const axis = valueAxis([0, 50, 100].map((at) => ({ at, label: `${at} %` })));
  const bars = cells.map(({ model, gap, runs, solved }) => ({
    model,
    gap,
    solved,
    runs,
    share: (100 * solved) / runs,
  }));
  return drawFigure(
    {
      title: describeSuccessByGap(data).title,
      simulated: false,
      legend: models.map((model) => ({ name: model, colour: modelColour(model), mark: "area" })),
      yLabel: "runs that solved it",
      xLabel: "gap in steps",
      height: isNarrow(options) ? 130 : 150,
      gap: 22,
      marginLeft: axis.marginLeft,
      plot: {
        ...gapScales(gaps, models),
        y: { domain: [0, 100] },
        marks: [
          ...axis.marks,
          Plot.barY(bars, {
            fx: "gap",
            x: "model",
            y: "share",
            fill: ({ model }: { readonly model: string }) => colour(modelColour(model)),
          }),
          Plot.text(bars, {
            fx: "gap",
            x: "model",
            y: "share",
            dy: -8,
            fontSize: 11,
            fill: colour("muted"),
            text: ({ solved, runs }: { readonly solved: number; readonly runs: number }) => `${solved}/${runs}`,
          }),
          ...gapAxis(gaps),
        ],
      },
    },
    options,
  );
}
