import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../drawing/axes.ts";
import type { ClassCurves, ClassData } from "./class-data.ts";
import { colour } from "../drawing/colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../drawing/figure.ts";
import { panelGrid, panelTitles } from "../drawing/panels.ts";

export type AccuracyCurvesData = Pick<ClassData, "curves">;

export function describeAccuracyCurves(): FigureText {
  return {
    title: "Accuracy by epoch",
    caption:
      "Share of training texts (while the weights changed) and of validation texts in the right class after each " +
      "epoch; the dot is the epoch whose weights were kept. " +
      "A training curve that rises on while the validation curve falls is overfitting.",
  };
}

interface Point {
  readonly panel: number;
  readonly epoch: number;
  readonly accuracy: number;
}

/** One small picture per model, each with its axes, all of the same range. */
export function drawAccuracyCurves({ curves }: AccuracyCurvesData, options: FigureOptions = {}): string {
  const epochs = Math.max(2, ...curves.map(({ accuracy }) => accuracy.length));
  const points = (which: "accuracy" | "validationAccuracy"): Point[] =>
    curves.flatMap((curve, panel) => pointsOf(curve, panel, which));
  const [training, validation] = [points("accuracy"), points("validationAccuracy")];
  const kept = validation.filter(({ panel, epoch }) => curves[panel].bestEpoch === epoch);
  const domain = domainOf([...training, ...validation].map(({ accuracy }) => accuracy));
  const axis = valueAxis(valueTicks(domain, 3), true);
  const panels = panelGrid(curves.length, isNarrow(options) ? 2 : 4, {
    left: axis.marginLeft + 6,
    width: widthOf(options),
    y: 0.3,
  });
  const curve = { ...panels.facets, x: "epoch", y: "accuracy", z: "panel", strokeWidth: 1.75 } as const;
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
            y: "accuracy",
            r: 4,
            fill: colour("validation"),
            stroke: colour("surface"),
            strokeWidth: 1.5,
          }),
          panelTitles(
            panels,
            curves.map(({ model }) => model),
          ),
          bottomAxis(
            valueTicks([1, epochs], 4).filter(({ at }) => Number.isInteger(at)),
            true,
          ),
        ],
      },
    },
    options,
  );
}

function pointsOf(curve: ClassCurves, panel: number, which: "accuracy" | "validationAccuracy"): Point[] {
  return curve[which].map((accuracy, i) => ({
    panel,
    epoch: i + 1,
    accuracy: accuracy === null ? NaN : 100 * accuracy,
  }));
}
