import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import type { ForecastData } from "../forecast-data.ts";
import { showPercent, showQuantity, showTimeRange } from "../../drawing/format.ts";
import { drawTimeLines, timeDomain, type TimeLine } from "../../drawing/time-line.ts";
import { bandColour } from "./next-values.ts";

export type ForecastAgainstTruthData = Pick<
  ForecastData,
  "target" | "unit" | "simulated" | "horizon" | "leaderboard"
> & {
  readonly test: Pick<ForecastData["test"], "zoom" | "zoomChoice">;
};

export function describeForecastAgainstTruth(data: ForecastAgainstTruthData): FigureText {
  const { zoom, zoomChoice } = data.test;
  const range = zoom.times.length === 0 ? "no forecasts" : showTimeRange(...timeDomain(zoom.times));
  const band =
    zoom.band === null
      ? ""
      : ` The shaded interval is to hold ${showPercent(zoom.band.level)} of what comes; it was calibrated on the ` +
        "validation split.";
  return {
    title: "Forecasts beside what came",
    caption:
      `${showQuantity(data.target, data.unit)}, each point forecast ${data.horizon} before; ` +
      `${range}, ${zoomChoice}.${band}`,
  };
}

/** Truth, best forecast with its interval, and naive forecast over one or two weeks of the test split. */
export function drawForecastAgainstTruth(data: ForecastAgainstTruthData, options: FigureOptions = {}): string {
  const { times, truth, forecast, naive, band } = data.test.zoom;
  const lines: TimeLine[] = [
    { name: data.leaderboard.naive, times, values: naive, colour: "naive", dashed: true, thickness: 1.25 },
    { name: data.leaderboard.best, times, values: forecast, colour: "best", thickness: 2 },
    { name: "truth", times, values: truth, colour: "truth" },
  ];
  return drawTimeLines(
    {
      title: describeForecastAgainstTruth(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      height: 260,
      readoutUnit: data.unit,
      bands: band === null ? [] : [{ ...band, name: showPercent(band.level), colour: bandColour(band.level), times }],
      // The naive forecast may itself be the best there is.
      lines: data.leaderboard.best === data.leaderboard.naive ? lines.slice(1) : lines,
    },
    options,
  );
}
