import * as Plot from "@observablehq/plot";
import { bottomAxis, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { dashPattern, drawFigure, isNarrow, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { spanAxis } from "../../drawing/hour-ticks.ts";
import type { ForecastData } from "../forecast-data.ts";

export type ResidualAutocorrelationData = Pick<
  ForecastData,
  "simulated" | "leaderboard" | "horizonHours" | "horizon"
> & {
  readonly test: Pick<ForecastData["test"], "residuals">;
};

export function describeResidualAutocorrelation(data: ResidualAutocorrelationData): FigureText {
  const { leaderboard, horizonHours, horizon, test } = data;
  const overlap =
    test.residuals.lagHours.filter((hours) => hours > 0 && hours < horizonHours - 1e-6).length === 0
      ? ""
      : ` Forecasts less than ${horizon} apart share what they could not know, so their errors are ` +
        "alike even with the best model.";
  return {
    title: "What the errors still know",
    caption:
      `Autocorrelation of the errors that ${leaderboard.best} makes ${horizon} ahead over the test ` +
      "split; between the dashed lines (±1.96/√n) lie 95 % of those of independent errors. What stands out beyond " +
      `the forecast's own distance could still be learned.${overlap}`,
  };
}

/** More stems would run together. */
const mostStems = 80;

/** Autocorrelation of the best model's errors, from the first lag, with the bounds of independent errors. */
export function drawResidualAutocorrelation(data: ResidualAutocorrelationData, options: FigureOptions = {}): string {
  const { lagHours, r, bound } = data.test.residuals;
  const lags = lagHours.map((hours, i) => ({ hours, r: r[i] ?? NaN })).filter(({ hours }) => hours > 0);
  const longest = Math.max(1e-3, ...lags.map(({ hours }) => hours));
  const finite = [...lags.map((lag) => lag.r), bound ?? 0, -(bound ?? 0)].filter(Number.isFinite);
  const domain: [number, number] = [
    Math.max(-1, Math.min(-0.2, ...finite) - 0.05),
    Math.min(1, Math.max(0.4, ...finite) + 0.05),
  ];
  const axis = valueAxis(valueTicks(domain, 5));
  const span = spanAxis(longest, lags.length === 0 ? 1 : lags[0].hours, isNarrow(options) ? 8 : 14);
  const [stemmed, stroke] = [lags.length <= mostStems, colour("best")];
  return drawFigure(
    {
      title: describeResidualAutocorrelation(data).title,
      simulated: data.simulated,
      yLabel: "autocorrelation of errors",
      xLabel: `${span.unit} apart`,
      height: 190,
      marginLeft: axis.marginLeft,
      marginRight: 20,
      plot: {
        x: { domain: [0, longest] },
        y: { domain },
        marks: [
          ...axis.marks,
          Plot.ruleY([0], { stroke: colour("faint") }),
          ...(bound === null || !Number.isFinite(bound) || bound > 1
            ? []
            : [Plot.ruleY([-bound, bound], { stroke: colour("muted"), strokeDasharray: dashPattern })]),
          ...(stemmed
            ? [
                Plot.ruleX(lags, { x: "hours", y1: () => 0, y2: "r", stroke, strokeWidth: 1.5 }),
                Plot.dot(lags, { x: "hours", y: "r", r: 2, fill: stroke }),
              ]
            : [Plot.lineY(lags, { x: "hours", y: "r", stroke, strokeWidth: 1.75 })]),
          bottomAxis(span.ticks),
        ],
      },
    },
    options,
  );
}
