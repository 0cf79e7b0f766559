import * as Plot from "@observablehq/plot";
import { valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { MemoryData } from "../memory-data.ts";
import { modelColour } from "./model-colours.ts";
import { gapAxis, gapScales } from "./gap-axis.ts";

export type SequencesByGapData = Pick<MemoryData, "runs" | "models" | "gaps" | "published" | "budget">;

export function describeSequencesByGap(data: SequencesByGapData): FigureText {
  const withPublished = publishedAt(data).length > 0;
  return {
    title: "How many sequences it takes",
    caption:
      "Sequences shown until the task was solved, one dot for each run; a cross is a run that did not solve it " +
      "with all the sequences it was given" +
      `${withPublished ? "; a bar is the published result for that gap" : ""}.`,
  };
}

/** Dots for the runs of each network at each gap, side by side. */
export function drawSequencesByGap(data: SequencesByGapData, options: FigureOptions = {}): string {
  const { runs, models, gaps } = data;
  const published = publishedAt(data);
  const most = 1.06 * Math.max(1, ...runs.map((run) => run.sequences), ...published.map((result) => result.sequences));
  const axis = valueAxis(valueTicks([0, most], 4));
  const place = { fx: "gap", x: "model", y: "sequences" } as const;
  return drawFigure(
    {
      title: describeSequencesByGap(data).title,
      simulated: false,
      legend: [
        ...models.map((model) => ({ name: model, colour: modelColour(model), mark: "dot" }) as const),
        ...(published.length === 0 ? [] : [{ name: "published", colour: "ink" } as const]),
      ],
      yLabel: "sequences",
      xLabel: "gap in steps",
      height: isNarrow(options) ? 170 : 200,
      marginLeft: axis.marginLeft,
      plot: {
        ...gapScales(gaps, models),
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

function paint({ model }: { readonly model: string }): string {
  return colour(modelColour(model));
}

/** Published numbers of sequences for gaps and networks that are in the picture. */
function publishedAt({
  published,
  gaps,
  models,
}: SequencesByGapData): { model: string; gap: number; sequences: number }[] {
  return published.flatMap(({ model, gap, sequences }) =>
    gap !== null && sequences !== null && gaps.includes(gap) && models.includes(model)
      ? [{ model, gap, sequences }]
      : [],
  );
}
