import * as Plot from "@observablehq/plot";
import { colour, type ColourName } from "../../drawing/colours.ts";
import type { FigureOptions, FigureText } from "../../drawing/figure.ts";
import { showHours, showPercent, showQuantity } from "../../drawing/format.ts";
import { drawTimeLines, type Moment, type TimeBand } from "../../drawing/time-line.ts";
import type { FutureData } from "../evidence-data.ts";
import type { ForecastData } from "../forecast-data.ts";

export type NextValuesData = Pick<ForecastData, "target" | "unit" | "simulated" | "future">;

/** More would hide the line. */
const mostDots = 60;

export function describeNextValues({ target, unit, future }: NextValuesData): FigureText {
  const { model, refitted, times, truth, bands } = future;
  const sameAhead = hasOneHorizon(future) ? `, each ${showHours(future.aheadHours[0])} before` : "";
  const fitted = refitted ? `${model}, fitted again to all rows` : model;
  const before = refitted ? ` by ${model} as it was before` : "";
  const levels = new Intl.ListFormat("en").format(bands.map(({ level }) => showPercent(level)));
  const intervals =
    bands.length === 0
      ? ""
      : ` Shaded are the intervals that are to hold ${levels} of the values: they come from the errors of forecasts` +
        `${before} on the validation and the test split (split conformal).`;
  return {
    title: "What comes next",
    caption:
      `The last ${truth.times.length} values of ${showQuantity(target, unit)} and the next ` +
      `${times.length === 1 ? "one" : times.length}, forecast by ${fitted}${sameAhead}.${intervals}`,
  };
}

/** The last known values and the forecast of the next ones, with its intervals in three strengths of one colour. */
export function drawNextValues(data: NextValuesData, options: FigureOptions = {}): string {
  const { future } = data;
  const { truth, forecast } = future;
  const times = [...truth.times, ...future.times];
  const before = truth.times.map(() => null);
  const last = lastMoment(future);
  const start = last === undefined || hasOneHorizon(future) ? {} : { from: last };
  // Later bands lie above: the widest comes first.
  const bands = future.bands
    .toSorted((one, other) => other.level - one.level)
    .map((band): TimeBand => ({
      name: showPercent(band.level),
      colour: bandColour(band.level),
      times,
      lower: [...before, ...band.lower],
      upper: [...before, ...band.upper],
      ...start,
    }));
  return drawTimeLines(
    {
      title: describeNextValues(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      height: 260,
      readoutUnit: data.unit,
      bands,
      lines: [
        {
          name: future.model,
          times,
          values: [...before, ...forecast],
          colour: "best",
          thickness: 2,
          dots: forecast.length <= mostDots,
          ...start,
        },
        { name: "known", times, values: [...truth.values, ...forecast.map(() => null)], colour: "truth" },
      ],
      below: () =>
        truth.times.length === 0
          ? []
          : [Plot.ruleX(truth.times.slice(-1), { stroke: colour("faint"), strokeDasharray: "2 3" })],
    },
    options,
  );
}

/** Whether all values look equally far ahead, from different rows, so that no interval opens out of the last one. */
function hasOneHorizon({ aheadHours }: FutureData): boolean {
  return aheadHours.length > 1 && aheadHours.every((hours) => hours === aheadHours[0]);
}

/** The last row, where its value is known. */
function lastMoment({ truth: { times, values } }: FutureData): Moment | undefined {
  const value = values[values.length - 1] ?? NaN;
  return Number.isFinite(value) ? { time: times[times.length - 1], value } : undefined;
}

/** The fewer values a band holds, the stronger it is. */
export function bandColour(level: number): ColourName {
  return level < 0.65 ? "band50" : level < 0.9 ? "band80" : "band95";
}
