import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import type { InspectData } from "../forecast-data.ts";
import { showQuantity, showTimeRange } from "../../drawing/format.ts";
import { drawTimeLines } from "../../drawing/time-line.ts";

export type SeriesZoomData = Pick<InspectData, "target" | "unit" | "simulated"> & {
  readonly series: Pick<InspectData["series"], "zoom">;
};

export function describeSeriesZoom({ target, unit, series }: SeriesZoomData): FigureText {
  const { times } = series.zoom;
  const range =
    times.length === 0 ? "no readings" : `every reading from ${showTimeRange(times[0], times[times.length - 1])}`;
  return { title: "A few days", caption: `${showQuantity(target, unit)}, ${range}.` };
}

/** The target over a few days, reading by reading. */
export function drawSeriesZoom(data: SeriesZoomData, options: FigureOptions = {}): string {
  return drawTimeLines(
    {
      title: describeSeriesZoom(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      height: 180,
      readoutUnit: data.unit,
      lines: [{ name: data.target, ...data.series.zoom, colour: "truth" }],
    },
    options,
  );
}
