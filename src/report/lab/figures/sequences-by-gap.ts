import * as Plot from "@observablehq/plot";
import { valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { MemoryData } from "../memory-data.ts";
import { rungColour } from "./rung-colours.ts";
import { gapAxis, gapScales } from "./gap-axis.ts";

export type SequencesByGapData = Pick<MemoryData, "runs" | "rungs" | "gaps" | "published" | "budget">;

export function describeSequencesByGap(data: SequencesByGapData): FigureText {
  const withPublished = publishedAt(data).length > 0;
  return {
    title: "How many sequences it takes",
    caption:
      "Sequences shown until the task was solved, one dot for each run; a cross is a run that did not solve it with all the sequences it was given" +
      `${withPublished ? "; a bar is the published figure for that gap" : ""}.`,
  };
}

/** Dots for the runs of each network at each gap, side by side. */
export function drawSequencesByGap(data: SequencesByGapData, options: FigureOptions = {}): string {
  const { runs, rungs, gaps } = data;
  const published = publishedAt(data);
  const most = 1.06 * Math.max(1, ...runs.map((run) => run.sequences), ...published.map((figure) => figure.sequences));
  const axis = valueAxis(valueTicks([0, most], 4));
  const place = { fx: "gap", x: "rung", y: "sequences" } as const;
  return drawFigure(
    {
      title: describeSequencesByGap(data).title,
      simulated: false,
      legend: [
        ...rungs.map((rung) => ({ name: rung, colour: rungColour(rung), mark: "dot" }) as const),
        ...(published.length === 0 ? [] : [{ name: "published", colour: "ink" } as const]),
      ],
      yLabel: "sequences",
      xLabel: "gap in steps",
      height: isNarrow(options) ? 170 : 200,
      marginLeft: axis.marginLeft,
      plot: {
        ...gapScales(gaps, rungs),
        y: { domain: [0, most] },
        marks: [
          ...axis.marks,
          Plot.dot(
            runs.filter(({ solved }) => solved),
            { ...place, r: 4, fill: paint, fillOpacity: 0.75 },
          ),
          Plot.dot(
            runs.filter(({ solved }) => !solved),
            { ...place, r: 4, symbol: "times", stroke: paint, strokeWidth: 1.75 },
          ),
          Plot.tickY(published, { ...place, stroke: colour("ink"), strokeWidth: 2.5 }),
          ...gapAxis(gaps),
        ],
      },
    },
    options,
  );
}

function paint({ rung }: { readonly rung: string }): string {
  return colour(rungColour(rung));
}

/** Published numbers of sequences for gaps and networks that are in the picture. */
function publishedAt({
  published,
  gaps,
  rungs,
}: SequencesByGapData): { rung: string; gap: number; sequences: number }[] {
  return published.flatMap(({ rung, gap, sequences }) =>
    gap !== null && sequences !== null && gaps.includes(gap) && rungs.includes(rung) ? [{ rung, gap, sequences }] : [],
  );
}
