import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../drawing/axes.ts";
import type { ClassCurves, ClassData } from "./class-data.ts";
import { colour } from "../drawing/colours.ts";
import { drawFigure, isNarrow, type FigureOptions, type FigureText } from "../drawing/figure.ts";

export type AccuracyCurvesData = Pick<ClassData, "curves">;

export function describeAccuracyCurves(): FigureText {
  return {
    title: "Accuracy by epoch",
    caption:
      "Share of training texts (while the weights changed) and of validation texts in the right class after each epoch; the dot is the epoch whose weights were kept. " +
      "A training curve that rises on while the validation curve falls is overfitting.",
  };
}

interface Point {
  readonly rung: string;
  readonly epoch: number;
  readonly accuracy: number;
}

/** One small picture per rung, all with the same axes. */
export function drawAccuracyCurves({ curves }: AccuracyCurvesData, options: FigureOptions = {}): string {
  const columns = Math.min(isNarrow(options) ? 2 : 4, curves.length);
  const rows = Math.ceil(curves.length / columns);
  const epochs = Math.max(2, ...curves.map(({ accuracy }) => accuracy.length));
  const points = (which: "accuracy" | "validationAccuracy"): Point[] =>
    curves.flatMap((curve) => pointsOf(curve, which));
  const [training, validation] = [points("accuracy"), points("validationAccuracy")];
  const kept = validation.filter(({ rung, epoch }) => curves.some((c) => c.rung === rung && c.bestEpoch === epoch));
  const domain = domainOf([...training, ...validation].map(({ accuracy }) => accuracy));
  const axis = valueAxis(valueTicks(domain, 3));
  const place = new Map(curves.map(({ rung }, i) => [rung, i]));
  const panel = {
    fx: ({ rung }: { readonly rung: string }) => (place.get(rung) ?? 0) % columns,
    fy: ({ rung }: { readonly rung: string }) => Math.floor((place.get(rung) ?? 0) / columns),
  };
  const curve = { ...panel, x: "epoch", y: "accuracy", z: "rung", strokeWidth: 1.75 } as const;
  return drawFigure(
    {
      title: describeAccuracyCurves().title,
      simulated: false,
      legend: [
        { name: "training", colour: "training" },
        { name: "validation", colour: "validation" },
        { name: "kept", colour: "validation", mark: "dot" },
      ],
      yLabel: "accuracy (%)",
      xLabel: "epoch",
      height: rows * 150,
      gap: 30,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [1, epochs] },
        y: { domain },
        fx: { domain: [...Array.from({ length: columns }).keys()], axis: null, padding: 0.17 },
        fy: { domain: [...Array.from({ length: rows }).keys()], axis: null, padding: 0.22 },
        marks: [
          ...axis.marks,
          Plot.line(training, { ...curve, stroke: colour("training") }),
          Plot.line(validation, { ...curve, stroke: colour("validation") }),
          Plot.dot(kept, {
            ...panel,
            x: "epoch",
            y: "accuracy",
            r: 4,
            fill: colour("validation"),
            stroke: colour("surface"),
            strokeWidth: 1.5,
          }),
          Plot.text(curves, {
            ...panel,
            frameAnchor: "top-left",
            dy: -14,
            text: ({ rung }: { readonly rung: string }) => rung,
            fontWeight: 600,
            fill: colour("ink"),
          }),
          bottomAxis(valueTicks([1, epochs], 4).filter(({ at }) => Number.isInteger(at))),
        ],
      },
    },
    options,
  );
}

function pointsOf(curve: ClassCurves, which: "accuracy" | "validationAccuracy"): Point[] {
  return curve[which].map((accuracy, i) => ({
    rung: curve.rung,
    epoch: i + 1,
    accuracy: accuracy === null ? NaN : 100 * accuracy,
  }));
}
