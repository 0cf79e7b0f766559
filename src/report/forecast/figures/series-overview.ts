import * as Plot from "@observablehq/plot";
import { textWidth } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { widthOf, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { InspectData, Split } from "../forecast-data.ts";
import { showQuantity, showTimeRange } from "../../drawing/format.ts";
import { drawTimeLines, timeDomain } from "../../drawing/time-line.ts";

export type SeriesOverviewData = Pick<InspectData, "target" | "unit" | "simulated"> & {
  readonly series: Pick<InspectData["series"], "whole" | "splits">;
};

export function describeSeriesOverview({ target, unit, series }: SeriesOverviewData): FigureText {
  const { times } = series.whole;
  const title = "The whole series";
  if (times.length === 0) return { title, caption: `${showQuantity(target, unit)}: no readings.` };
  const range = showTimeRange(times[0], times[times.length - 1]);
  const splits =
    series.splits.length === 0
      ? ""
      : "; models learn from the first part, are chosen on the second and evaluated once on the third";
  return { title, caption: `${showQuantity(target, unit)}, ${range}${splits}.` };
}

/** The target over the whole file, with the ranges for validation and test shaded. */
export function drawSeriesOverview(data: SeriesOverviewData, options: FigureOptions = {}): string {
  const { whole, splits } = data.series;
  return drawTimeLines(
    {
      title: describeSeriesOverview(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      height: 210,
      ...(splits.length === 0 ? {} : { gap: 24 }),
      lines: [{ name: data.target, ...whole, colour: "truth", thickness: 0.9, opacity: 0.85 }],
      below: (domain) => splitMarks(splits, domain, timeDomain(whole.times), widthOf(options), isNarrow(options)),
    },
    options,
  );
}

function splitMarks(
  splits: readonly Split[],
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  width: number,
  narrow: boolean,
): Plot.Markish[] {
  const shaded = splits.filter((split) => split.name !== "train");
  const names = { train: narrow ? "train" : "training", validation: narrow ? "valid." : "validation", test: "test" };
  return [
    Plot.rect(shaded, {
      x1: "from",
      x2: "to",
      y1: low,
      y2: high,
      fill: colour("band"),
      fillOpacity: (split: Split) => (split.name === "test" ? 1 : 0.5),
    }),
    Plot.text(
      splits.filter((split) => ((split.to - split.from) / (to - from)) * (width - 60) > textWidth(names[split.name])),
      {
        x: (split: Split) => (split.from + split.to) / 2,
        y: high,
        dy: -10,
        text: (split: Split) => names[split.name],
        fill: colour("muted"),
      },
    ),
  ];
}
