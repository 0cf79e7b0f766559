import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import type { ErrorsByHour, ForecastData } from "../forecast-data.ts";
import { hourTicks } from "../../drawing/hour-ticks.ts";
import { drawTwoErrorLines } from "./two-error-lines.ts";

export type ErrorsByHourData = Pick<ForecastData, "unit" | "simulated" | "leaderboard" | "clock"> & {
  readonly test: { readonly byHour: ErrorsByHour };
};

export function describeErrorsByHour({ leaderboard }: ErrorsByHourData): FigureText {
  return {
    title: "Errors by hour of the day",
    caption:
      `Mean absolute error of ${bestAndNaive(leaderboard)} over the test split, by the hour of the ` +
      `day that is forecast.`,
  };
}

/** "GRU and of the naive forecast", or the naive forecast alone where it is the best. */
export function bestAndNaive({ best, naive }: ForecastData["leaderboard"]): string {
  return best === naive ? "the naive forecast" : `${best} and of the naive forecast`;
}

/** Mean absolute errors of the best and the naive forecast by hour of the day; the day is closed by its first hour. */
export function drawErrorsByHour(data: ErrorsByHourData, options: FigureOptions = {}): string {
  const { hours, best, naive } = data.test.byHour;
  return drawTwoErrorLines(
    {
      title: describeErrorsByHour(data).title,
      simulated: data.simulated,
      unit: data.unit,
      leaderboard: data.leaderboard,
      x: [...hours, ...hours.slice(0, 1).map((hour) => hour + 24)],
      best: [...best, ...best.slice(0, 1)],
      naive: [...naive, ...naive.slice(0, 1)],
      xLabel: data.clock === undefined ? "hour of the day" : `hour of the day, ${data.clock}`,
      xDomain: [0, 24],
      xTicks: hourTicks(),
      dots: false,
    },
    options,
  );
}
