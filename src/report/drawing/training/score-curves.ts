import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import { paintOf } from "./model-paints.ts";

/** A score at each validation of every model. */
export interface ScoreCurvesData {
  /** "BLEU" or "F1". */
  readonly score: string;
  readonly curves: readonly {
    readonly model: string;
    readonly updates: readonly number[];
    readonly values: readonly (number | null)[];
  }[];
}

export function describeScoreCurves(score: string, decoded: string): FigureText {
  return {
    title: `${score} while training`,
    caption:
      `${score} of ${decoded} by the weights of that moment. What is kept in the end may be the mean of several ` +
      "moments, " +
      "which is usually better than any of them.",
  };
}

/** One line per model, the score by updates. */
export function drawScoreCurves({ score, curves }: ScoreCurvesData, options: FigureOptions = {}): string {
  const models = curves.map(({ model }) => model);
  const points = curves.flatMap(({ model, updates, values }) =>
    values.flatMap((value, i) => (value === null ? [] : [{ model, updates: updates[i], value }])),
  );
  const domain = domainOf([0, ...points.map(({ value }) => value)]);
  const axis = valueAxis(valueTicks(domain, 4));
  const most = Math.max(1, ...points.map(({ updates }) => updates));
  const width = widthOf(options) - axis.marginLeft;
  return drawFigure(
    {
      title: `${score} while training`,
      simulated: false,
      legend: models.map((model) => ({ name: model, colour: paintOf(models, model) })),
      yLabel: score,
      xLabel: "updates",
      height: isNarrow(options) ? 180 : 240,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [0, most] },
        y: { domain },
        marks: [
          ...axis.marks,
          ...models.map((model) =>
            Plot.line(
              points.filter((point) => point.model === model),
              { x: "updates", y: "value", stroke: colour(paintOf(models, model)), strokeWidth: 1.75 },
            ),
          ),
          ...models.map((model) =>
            Plot.dot(points.filter((point) => point.model === model).slice(-1), {
              x: "updates",
              y: "value",
              r: 3.5,
              fill: colour(paintOf(models, model)),
            }),
          ),
          bottomAxis(valueTicks([0, most], Math.max(3, width / 110))),
        ],
      },
    },
    options,
  );
}
