import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import type { ForecastData } from "../forecast-data.ts";
import { showQuantity, showTimeRange } from "../../drawing/format.ts";
import { drawTimeLines, timeDomain } from "../../drawing/time-line.ts";

export type ForecastOverTestData = Pick<ForecastData, "target" | "unit" | "simulated" | "leaderboard"> & {
  readonly test: Pick<ForecastData["test"], "truth" | "forecast">;
};

export function describeForecastOverTest(data: ForecastOverTestData): FigureText {
  const { times } = data.test.truth;
  const range = times.length === 0 ? "no forecasts" : showTimeRange(...timeDomain(times));
  return {
    title: "The whole test split",
    caption: `${showQuantity(data.target, data.unit)}, truth and the forecast by ${data.leaderboard.best}; ${range}.`,
  };
}

/** Truth and best forecast over the whole test split. */
export function drawForecastOverTest(data: ForecastOverTestData, options: FigureOptions = {}): string {
  return drawTimeLines(
    {
      title: describeForecastOverTest(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      height: 170,
      lines: [
        { name: data.leaderboard.best, ...data.test.forecast, colour: "best", thickness: 1.25 },
        { name: "truth", ...data.test.truth, colour: "truth", thickness: 0.9 },
      ],
    },
    options,
  );
}
