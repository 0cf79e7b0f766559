import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks, type Tick } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import { decimalsFor, shorten, showNumber } from "../format.ts";
import { panelGrid, panelTitles } from "../panels.ts";

/** The losses of one model after each epoch, epoch 1 first; `null` where the loss was not finite. */
export interface LossHistory {
  readonly model: string;
  readonly loss: readonly (number | null)[];
  readonly validationLoss: readonly (number | null)[];
  /** Counted from 1. */
  readonly bestEpoch: number | null;
}

export interface LossCurvesData {
  readonly histories: readonly LossHistory[];
  /** What the losses measure, such as "mean absolute error, scaled". */
  readonly lossName: string;
  readonly simulated: boolean;
  /** What comes between two losses. Default: epoch. */
  readonly stepName?: string;
}

export function describeLossCurves({ histories, lossName }: LossCurvesData): FigureText {
  const { ceiling, isCut } = lossScale(histories);
  return {
    title: "How each model learned",
    caption:
      `The loss (${lossName}) after each epoch on the training and the validation split; the dot is the epoch ` +
      "whose weights were kept" +
      `${isCut ? `, and losses above ${showLoss(ceiling)} are cut off` : ""}. A training curve that falls on ` +
      `while the validation ` +
      "curve rises is overfitting.",
  };
}

interface LossPoint {
  readonly panel: number;
  readonly epoch: number;
  readonly loss: number;
}

/** One small picture per model, training and validation loss by epoch, each with its axes, all of the same range. */
export function drawLossCurves(data: LossCurvesData, options: FigureOptions = {}): string {
  const { histories } = data;
  const epochs = Math.max(
    2,
    ...histories.map(({ loss, validationLoss }) => Math.max(loss.length, validationLoss.length)),
  );
  const { domain, ceiling } = lossScale(histories);
  const axis = valueAxis(valueTicks(domain, 3), true);
  const panels = panelGrid(histories.length, isNarrow(options) ? 2 : 4, {
    left: axis.marginLeft + 6,
    width: widthOf(options),
    y: 0.3,
  });
  const training = histories.flatMap(({ loss }, panel) => cutCurve(loss, panel, ceiling));
  const validation = histories.flatMap(({ validationLoss }, panel) => cutCurve(validationLoss, panel, ceiling));
  const kept = validation.filter(
    ({ panel, epoch, loss }) => epoch === histories[panel].bestEpoch && Number.isFinite(loss),
  );
  const empty = [...histories.keys()].filter(
    (panel) => ![...training, ...validation].some((point) => point.panel === panel && Number.isFinite(point.loss)),
  );
  const curve = {
    ...panels.facets,
    x: "epoch",
    y: "loss",
    z: "panel",
    strokeWidth: 1.75,
    strokeLinecap: "round",
  } as const;
  const columnWidth = (widthOf(options) - axis.marginLeft) / panels.columns;
  return drawFigure(
    {
      title: describeLossCurves(data).title,
      simulated: data.simulated,
      legend: [
        { name: "training", colour: "training" },
        { name: "validation", colour: "validation" },
        ...(kept.length === 0 ? [] : [{ name: "kept", colour: "validation", mark: "dot" } as const]),
      ],
      yLabel: data.lossName,
      xLabel: data.stepName ?? "epoch",
      height: panels.rows * 150,
      gap: 30,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [1, epochs] },
        y: { domain },
        ...panels.scales,
        marks: [
          ...axis.marks,
          Plot.line(training, { ...curve, stroke: colour("training") }),
          Plot.line(validation, { ...curve, stroke: colour("validation") }),
          Plot.dot(kept, {
            ...panels.facets,
            x: "epoch",
            y: "loss",
            r: 4,
            fill: colour("validation"),
            stroke: colour("surface"),
            strokeWidth: 1.5,
          }),
          panelTitles(
            panels,
            histories.map(({ model }) => shorten(model, Math.floor(columnWidth / 8))),
          ),
          Plot.text(
            empty.map((panel) => ({ panel })),
            { ...panels.facets, frameAnchor: "middle", text: () => "no loss in this range", fill: colour("muted") },
          ),
          bottomAxis(epochTicks(epochs, columnWidth), true),
        ],
      },
    },
    options,
  );
}

/** A curve that leaves the picture where it crosses the ceiling, and comes back where it crosses it again. */
function cutCurve(losses: readonly (number | null)[], panel: number, ceiling: number): LossPoint[] {
  const points: LossPoint[] = [];
  losses.forEach((value, index) => {
    const loss = value ?? NaN;
    const before = losses[index - 1] ?? NaN;
    if (Math.min(before, loss) < ceiling && Math.max(before, loss) > ceiling) {
      points.push({ panel, epoch: index + (ceiling - before) / (loss - before), loss: ceiling });
    }
    points.push({ panel, epoch: index + 1, loss: loss <= ceiling ? loss : NaN });
  });
  return points;
}

/**
 * A model that diverged must not flatten the curves of all others: nothing above five times the median of all losses is
 * drawn.
 */
function lossScale(histories: readonly LossHistory[]): { domain: [number, number]; ceiling: number; isCut: boolean } {
  const losses = histories
    .flatMap((history) => [...history.loss, ...history.validationLoss])
    .flatMap((loss) => (loss !== null && Number.isFinite(loss) ? [loss] : []));
  const middle = median(losses);
  const limit = middle > 0 ? 5 * middle : Infinity;
  const shown = losses.filter((loss) => loss <= limit);
  if (shown.length === losses.length) return { domain: domainOf(losses), ceiling: Infinity, isCut: false };
  return { domain: [domainOf(shown)[0], limit], ceiling: limit, isCut: true };
}

/** The middle one of some numbers, or the mean of the two in the middle; NaN of none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low + (high - low) / 2;
}

function showLoss(loss: number): string {
  return showNumber(loss, decimalsFor([loss], 2));
}

function epochTicks(epochs: number, width: number): Tick[] {
  const inner = valueTicks([1, epochs], Math.max(2, width / 60)).filter(
    ({ at }) => Number.isInteger(at) && at > 1 + epochs / 8,
  );
  return [{ at: 1, label: "1" }, ...inner];
}
