import * as Plot from "@observablehq/plot";
import { valueAxis } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { showNumber } from "../../drawing/format.ts";
import type { MemoryData } from "../memory-data.ts";
import { rungColour } from "./rung-colours.ts";
import { gapAxis, gapScales } from "./gap-axis.ts";

export type SuccessByGapData = Pick<MemoryData, "cells" | "rungs" | "gaps" | "budget">;

export function describeSuccessByGap({ budget }: SuccessByGapData): FigureText {
  return {
    title: "Who solves it",
    caption: `How many of the runs of each network solved the task within ${showNumber(budget, 0)} sequences, by the gap that has to be bridged.`,
  };
}

/** Bars side by side for the networks at each gap, with the counts above them. */
export function drawSuccessByGap(data: SuccessByGapData, options: FigureOptions = {}): string {
  const { cells, rungs, gaps } = data;
  const axis = valueAxis([0, 50, 100].map((at) => ({ at, label: `${at} %` })));
  const bars = cells.map(({ rung, gap, runs, solved }) => ({ rung, gap, solved, runs, share: (100 * solved) / runs }));
  return drawFigure(
    {
      title: describeSuccessByGap(data).title,
      simulated: false,
      legend: rungs.map((rung) => ({ name: rung, colour: rungColour(rung), mark: "area" })),
      yLabel: "runs that solved it",
      xLabel: "gap in steps",
      height: isNarrow(options) ? 130 : 150,
      gap: 22,
      marginLeft: axis.marginLeft,
      plot: {
        ...gapScales(gaps, rungs),
        y: { domain: [0, 100] },
        marks: [
          ...axis.marks,
          Plot.barY(bars, {
            fx: "gap",
            x: "rung",
            y: "share",
            fill: ({ rung }: { readonly rung: string }) => colour(rungColour(rung)),
          }),
          Plot.text(bars, {
            fx: "gap",
            x: "rung",
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
