import * as Plot from "@observablehq/plot";
import { bottomAxis, domainFromZero, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { ForecastData } from "../forecast-data.ts";
import { showQuantity, showUnit } from "../../drawing/format.ts";
import { bestAndNaive } from "./errors-by-hour.ts";

export type ErrorHistogramData = Pick<ForecastData, "unit" | "simulated" | "leaderboard"> & {
  readonly test: Pick<ForecastData["test"], "histogram">;
};

export function describeErrorHistogram({ leaderboard, unit }: ErrorHistogramData): FigureText {
  const inUnit = unit === "" ? "" : ` in ${showUnit(unit)}`;
  return {
    title: "How the errors are spread",
    caption:
      `Share of test forecasts by error${inUnit} (forecast minus truth) of ` +
      `${bestAndNaive(leaderboard)}; the outer bars also hold what lies beyond.`,
  };
}

/** Errors of the best forecast as bars, of the naive forecast as a stepped outline. */
export function drawErrorHistogram(data: ErrorHistogramData, options: FigureOptions = {}): string {
  const { edges, best, naive } = data.test.histogram;
  const { leaderboard } = data;
  const onlyNaive = leaderboard.best === leaderboard.naive;
  const bins = best.map((share, bin) => ({ from: edges[bin], to: edges[bin + 1], share: 100 * share }));
  const outline = edges.map((edge, bin) => ({ edge, share: 100 * (naive[bin] ?? naive[bin - 1] ?? 0) }));
  const domain = domainFromZero([...bins, ...outline].map((point) => point.share));
  const xDomain: [number, number] = edges.length < 2 ? [-1, 1] : [edges[0], edges[edges.length - 1]];
  const height = 190;
  const axis = valueAxis(valueTicks(domain, height / 45));
  return drawFigure(
    {
      title: describeErrorHistogram(data).title,
      simulated: data.simulated,
      yLabel: "share of forecasts (%)",
      xLabel: showQuantity("forecast − truth", data.unit),
      legend: [
        { name: leaderboard.best, colour: "best", mark: "area" },
        ...(onlyNaive ? [] : [{ name: leaderboard.naive, colour: "naive" } as const]),
      ],
      height,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: xDomain },
        y: { domain },
        marks: [
          ...axis.marks,
          Plot.rectY(bins, { x1: "from", x2: "to", y: "share", fill: colour("best"), insetLeft: 0.5, insetRight: 0.5 }),
          Plot.ruleX([0], { stroke: colour("ink"), strokeWidth: 1 }),
          ...(onlyNaive || outline.length < 2
            ? []
            : [
                Plot.lineY(outline, {
                  x: "edge",
                  y: "share",
                  curve: "step-after",
                  stroke: colour("naive"),
                  strokeWidth: 2,
                }),
              ]),
          bottomAxis(valueTicks(xDomain, (widthOf(options) - axis.marginLeft) / (isNarrow(options) ? 50 : 70))),
        ],
      },
    },
    options,
  );
}
