import * as Plot from "@observablehq/plot";
import { bottomAxis, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { ForecastData, InspectData } from "../forecast-data.ts";
import { showHours, showNumber, showQuantity } from "../../drawing/format.ts";
import { spanAxis } from "../../drawing/hour-ticks.ts";

export type AutocorrelationData = Pick<InspectData, "target" | "unit" | "simulated"> &
  Partial<Pick<ForecastData, "horizonHours">> & {
    readonly series: Pick<InspectData["series"], "autocorrelation">;
  };

interface Lag {
  readonly hours: number;
  readonly r: number;
}

export function describeAutocorrelation(data: AutocorrelationData): FigureText {
  const atHorizon = lagAtHorizon(data);
  const horizon =
    atHorizon === undefined
      ? ""
      : `; over the ${showHours(atHorizon.hours)} of the forecast it is ${showNumber(atHorizon.r, 2)}, which is ` +
        "what a naive forecast lives on";
  return {
    title: "Likeness to its own past",
    caption:
      `Correlation of ${showQuantity(data.target, data.unit)} with itself some time earlier: ` +
      `1 is the same, 0 is no relation${horizon}.`,
  };
}

/** Autocorrelation over lags, with the lag of the forecast marked. */
export function drawAutocorrelation(data: AutocorrelationData, options: FigureOptions = {}): string {
  const lags = lagsOf(data);
  const longest = Math.max(1e-3, ...lags.map((lag) => lag.hours));
  const lowest = Math.min(0, ...lags.flatMap((lag) => (Number.isFinite(lag.r) ? [lag.r] : [])));
  const domain: [number, number] = [lowest < 0 ? Math.max(-1, lowest - 0.05) : 0, 1];
  const height = 190;
  const axis = valueAxis(valueTicks(domain, 5));
  const atHorizon = lagAtHorizon(data);
  const span = spanAxis(longest, lags.length < 2 ? 1 : lags[1].hours, isNarrow(options) ? 8 : 14);
  return drawFigure(
    {
      title: describeAutocorrelation(data).title,
      simulated: data.simulated,
      yLabel: "autocorrelation",
      xLabel: `${span.unit} earlier`,
      height,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [0, longest] },
        y: { domain },
        marks: [
          ...axis.marks,
          Plot.ruleY([0], { stroke: colour("faint") }),
          Plot.lineY(lags, { x: "hours", y: "r", stroke: colour("truth"), strokeWidth: 1.75 }),
          ...(atHorizon === undefined ? [] : horizonMarks(atHorizon, longest)),
          bottomAxis(span.ticks),
        ],
      },
    },
    options,
  );
}

function horizonMarks(lag: Lag, longest: number): Plot.Markish[] {
  const isLeft = lag.hours < 0.6 * longest;
  return [
    Plot.dot([lag], { x: "hours", y: "r", r: 4.5, fill: colour("naive"), stroke: colour("surface"), strokeWidth: 1.5 }),
    Plot.text([lag], {
      x: "hours",
      y: "r",
      text: () => `${showHours(lag.hours)}: ${showNumber(lag.r, 2)}`,
      textAnchor: isLeft ? "start" : "end",
      dx: isLeft ? 9 : -9,
      dy: -9,
      fill: colour("ink"),
      stroke: colour("surface"),
      strokeWidth: 4,
    }),
  ];
}

function lagsOf({ series: { autocorrelation } }: AutocorrelationData): Lag[] {
  return autocorrelation.lagHours.map((hours, index) => ({ hours, r: autocorrelation.r[index] ?? NaN }));
}

/** The lag as long as the forecast looks ahead, where it was computed. */
function lagAtHorizon(data: AutocorrelationData): Lag | undefined {
  const { horizonHours } = data;
  if (horizonHours === undefined) return undefined;
  return lagsOf(data).find((lag) => Math.abs(lag.hours - horizonHours) < 1e-6 && Number.isFinite(lag.r));
}
