import * as Plot from "@observablehq/plot";
import { bottomAxis, valueAxis, type Tick } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { dashPattern, drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { showPercent } from "../../drawing/format.ts";
import { spanAxis } from "../../drawing/hour-ticks.ts";
import type { ForecastData } from "../forecast-data.ts";

export type CoverageByHorizonData = Pick<ForecastData, "simulated" | "leaderboard"> & {
  readonly test: Pick<ForecastData["test"], "byHorizon">;
};

/** The share of values that the interval is to hold, in per cent. */
const level = 80;
const levelText = showPercent(level / 100);

export function describeCoverageByHorizon({ leaderboard }: CoverageByHorizonData): FigureText {
  return {
    title: "Coverage by distance",
    caption:
      `The share of values of the test split that the ${levelText} interval of ${leaderboard.best} held, by how far ` +
      `ahead it looks. On the dashed line, at ${levelText}, the interval does what it says; below it is too narrow.`,
  };
}

/** Coverage of the 80 % interval over horizons, with the level as a line. */
export function drawCoverageByHorizon(data: CoverageByHorizonData, options: FigureOptions = {}): string {
  const points = data.test.byHorizon.map(({ horizonHours, coverage }) => ({
    hours: horizonHours,
    percent: coverage === null ? NaN : 100 * coverage,
  }));
  const longest = Math.max(1e-3, ...points.map(({ hours }) => hours));
  const lowest = Math.min(...points.flatMap(({ percent }) => (Number.isFinite(percent) ? [percent] : [])), 50);
  const floor = Math.max(0, 10 * Math.floor(lowest / 10));
  const every = floor >= 40 ? 10 : 20;
  const ticks: Tick[] = [100, 80, 60, 40, 20, 0, 90, 70, 50]
    .filter((at) => at >= floor && at % every === 0)
    .map((at) => ({ at, label: String(at) }));
  const axis = valueAxis(ticks);
  const shortest = points.length === 0 ? 1 : points[0].hours;
  const span = spanAxis(longest, shortest, isNarrow(options) ? 8 : 14);
  return drawFigure(
    {
      title: describeCoverageByHorizon(data).title,
      simulated: data.simulated,
      yLabel: "values in the interval (%)",
      xLabel: `${span.unit} ahead`,
      legend: [
        { name: data.leaderboard.best, colour: "best" },
        { name: `the level, ${levelText}`, colour: "muted", mark: "dashes" },
      ],
      height: 190,
      marginLeft: axis.marginLeft,
      marginRight: 20,
      plot: {
        x: { domain: [0, longest] },
        y: { domain: [floor, 100] },
        marks: [
          ...axis.marks,
          Plot.ruleY([level], { stroke: colour("muted"), strokeWidth: 1.5, strokeDasharray: dashPattern }),
          Plot.lineY(points, { x: "hours", y: "percent", stroke: colour("best"), strokeWidth: 2 }),
          ...(points.length > 30 ? [] : [Plot.dot(points, { x: "hours", y: "percent", r: 3, fill: colour("best") })]),
          bottomAxis(span.ticks),
        ],
      },
    },
    options,
  );
}
