import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks, type Tick } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import type { ForecastData, LossHistory } from "../forecast-data.ts";
import { shorten, showNumber } from "../format.ts";

export type LossCurvesData = Pick<ForecastData, "histories" | "lossName" | "simulated">;

export function describeLossCurves({ histories, lossName }: LossCurvesData): FigureText {
  const scale = lossScale(histories).type === "log" ? ", on a log axis" : "";
  return {
    title: "How each model learned",
    caption:
      `The loss (${lossName})${scale} after each epoch on the training and the validation stretch; the dot is the epoch whose weights ` +
      "were kept. A training curve that falls on while the validation curve rises is overfitting.",
  };
}

interface LossPoint {
  readonly rung: number;
  readonly column: number;
  readonly row: number;
  readonly epoch: number;
  readonly loss: number;
}

/** One small picture per rung, training and validation loss by epoch, all with the same axes. */
export function drawLossCurves(data: LossCurvesData, options: FigureOptions = {}): string {
  const { histories } = data;
  const columns = Math.min(isNarrow(options) ? 2 : 4, Math.max(1, histories.length));
  const rows = Math.max(1, Math.ceil(histories.length / columns));
  const epochs = Math.max(
    2,
    ...histories.map((history) => Math.max(history.loss.length, history.validationLoss.length)),
  );
  const scale = lossScale(histories);
  const axis = valueAxis(scale.ticks);
  const place = (rung: number): { rung: number; column: number; row: number } => ({
    rung,
    column: rung % columns,
    row: Math.floor(rung / columns),
  });
  const pointsOf = (losses: readonly (number | null)[], rung: number): LossPoint[] =>
    losses.map((loss, index) => ({ ...place(rung), epoch: index + 1, loss: loss ?? NaN }));
  const training = histories.flatMap((history, rung) => pointsOf(history.loss, rung));
  const validation = histories.flatMap((history, rung) => pointsOf(history.validationLoss, rung));
  const best = validation.filter(
    (point) => point.epoch === histories[point.rung].bestEpoch && Number.isFinite(point.loss),
  );
  const facet = { fx: "column", fy: "row", x: "epoch", y: "loss", z: "rung" };
  const columnWidth = (widthOf(options) - axis.marginLeft) / columns;
  return drawFigure(
    {
      title: describeLossCurves(data).title,
      simulated: data.simulated,
      legend: [
        { name: "training", colour: "training" },
        { name: "validation", colour: "validation" },
        { name: "kept", colour: "validation", mark: "dot" },
      ],
      yLabel: data.lossName,
      xLabel: "epoch",
      height: rows * 150,
      gap: 30,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [1, epochs] },
        y: { type: scale.type, domain: scale.domain },
        fx: { domain: keys(columns), axis: null, padding: 0.14 },
        fy: { domain: keys(rows), axis: null, padding: 0.22 },
        marks: [
          ...axis.marks,
          Plot.line(training, { ...facet, stroke: colour("training"), strokeWidth: 1.75 }),
          Plot.line(validation, { ...facet, stroke: colour("validation"), strokeWidth: 1.75 }),
          // One epoch is no line.
          Plot.dot(
            [...training, ...validation].filter((point) => histories[point.rung].loss.length === 1),
            { ...facet, r: 2, fill: colour("muted") },
          ),
          Plot.dot(best, { ...facet, r: 4, fill: colour("validation"), stroke: colour("surface"), strokeWidth: 1.5 }),
          Plot.text(
            histories.map((_, rung) => place(rung)),
            {
              fx: "column",
              fy: "row",
              frameAnchor: "top-left",
              dy: -14,
              text: ({ rung }: { rung: number }) => shorten(histories[rung].rung, Math.floor(columnWidth / 8)),
              fontWeight: 600,
              fill: colour("ink"),
            },
          ),
          bottomAxis(epochTicks(epochs, columnWidth)),
        ],
      },
    },
    options,
  );
}

function keys(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function epochTicks(epochs: number, width: number): Tick[] {
  const inner = valueTicks([1, epochs], Math.max(2, width / 60)).filter(
    (tick) => Number.isInteger(tick.at) && tick.at > 1,
  );
  const gap = epochs / 8;
  return [{ at: 1, label: "1" }, ...inner.filter((tick) => tick.at - 1 > gap)];
}

/** A log axis where the largest loss is more than ten times the smallest, so that one bad start does not flatten all curves. */
function lossScale(histories: readonly LossHistory[]): {
  type: "linear" | "log";
  domain: [number, number];
  ticks: Tick[];
} {
  const losses = histories
    .flatMap((history) => [...history.loss, ...history.validationLoss])
    .filter((loss) => loss !== null && Number.isFinite(loss));
  const low = losses.reduce((smallest: number, loss) => Math.min(smallest, loss ?? Infinity), Infinity);
  const high = losses.reduce((largest: number, loss) => Math.max(largest, loss ?? -Infinity), -Infinity);
  if (low > 0 && high > 10 * low) {
    const domain: [number, number] = [low / 1.1, high * 1.1];
    const powers = keys(Math.ceil(Math.log10(high / low)) + 2).map((index) => Math.floor(Math.log10(low)) + index);
    const factors = high > 1000 * low ? [1] : high > 100 * low ? [1, 3] : [1, 2, 5];
    const ticks = powers
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((at) => at >= domain[0] && at <= domain[1])
      .map((at) => ({ at, label: showNumber(at, Math.max(0, -Math.floor(Math.log10(at)))) }));
    return { type: "log", domain, ticks };
  }
  const domain = domainOf(losses);
  return { type: "linear", domain, ticks: valueTicks(domain, 3) };
}
