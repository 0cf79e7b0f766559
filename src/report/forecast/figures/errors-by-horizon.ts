import { isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { ForecastData } from "../forecast-data.ts";
import { bestAndNaive } from "./errors-by-hour.ts";
import { spanAxis } from "../../drawing/hour-ticks.ts";
import { drawTwoErrorLines } from "./two-error-lines.ts";

export type ErrorsByHorizonData = Pick<ForecastData, "unit" | "simulated" | "leaderboard"> & {
  readonly test: Pick<ForecastData["test"], "byHorizon">;
};

export function describeErrorsByHorizon({ leaderboard }: ErrorsByHorizonData): FigureText {
  return {
    title: "Errors by distance",
    caption: `Mean absolute error of ${bestAndNaive(leaderboard)} over the test split, by how far ahead they look.`,
  };
}

/** Mean absolute errors of the best and the naive forecast by distance into the future. */
export function drawErrorsByHorizon(data: ErrorsByHorizonData, options: FigureOptions = {}): string {
  const { byHorizon } = data.test;
  const longest = Math.max(1e-3, ...byHorizon.map((errors) => errors.horizonHours));
  const shortest = byHorizon.length === 0 ? 1 : byHorizon[0].horizonHours;
  const span = spanAxis(longest, shortest, isNarrow(options) ? 8 : 14);
  return drawTwoErrorLines(
    {
      title: describeErrorsByHorizon(data).title,
      simulated: data.simulated,
      unit: data.unit,
      leaderboard: data.leaderboard,
      x: byHorizon.map((errors) => errors.horizonHours),
      best: byHorizon.map((errors) => errors.best),
      naive: byHorizon.map((errors) => errors.naive),
      xLabel: `${span.unit} ahead`,
      xDomain: [0, longest],
      xTicks: span.ticks,
      dots: byHorizon.length <= 30,
    },
    options,
  );
}
