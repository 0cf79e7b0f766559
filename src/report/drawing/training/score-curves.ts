import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import { paintOf } from "./rung-paints.ts";

/** A score at each validation of every rung. */
export interface ScoreCurvesData {
  /** "BLEU" or "F1". */
  readonly score: string;
  readonly curves: readonly {
    readonly rung: string;
    readonly updates: readonly number[];
    readonly values: readonly (number | null)[];
  }[];
}

export function describeScoreCurves(score: string, decoded: string): FigureText {
  return {
    title: `${score} while training`,
    caption:
      `${score} of ${decoded} by the weights of that moment. What is kept in the end may be the mean of several moments, ` +
      "which is usually better than any of them.",
  };
}

/** One line per rung, the score by updates. */
export function drawScoreCurves({ score, curves }: ScoreCurvesData, options: FigureOptions = {}): string {
  const rungs = curves.map(({ rung }) => rung);
  const points = curves.flatMap(({ rung, updates, values }) =>
    values.flatMap((value, i) => (value === null ? [] : [{ rung, updates: updates[i], value }])),
  );
  const domain = domainOf([0, ...points.map(({ value }) => value)]);
  const axis = valueAxis(valueTicks(domain, 4));
  const most = Math.max(1, ...points.map(({ updates }) => updates));
  const width = widthOf(options) - axis.marginLeft;
  return drawFigure(
    {
      title: `${score} while training`,
      simulated: false,
      legend: rungs.map((rung) => ({ name: rung, colour: paintOf(rungs, rung) })),
      yLabel: score,
      xLabel: "updates",
      height: isNarrow(options) ? 180 : 240,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [0, most] },
        y: { domain },
        marks: [
          ...axis.marks,
          ...rungs.map((rung) =>
            Plot.line(
              points.filter((point) => point.rung === rung),
              { x: "updates", y: "value", stroke: colour(paintOf(rungs, rung)), strokeWidth: 1.75 },
            ),
          ),
          ...rungs.map((rung) =>
            Plot.dot(points.filter((point) => point.rung === rung).slice(-1), {
              x: "updates",
              y: "value",
              r: 3.5,
              fill: colour(paintOf(rungs, rung)),
            }),
          ),
          bottomAxis(valueTicks([0, most], Math.max(3, width / 110))),
        ],
      },
    },
    options,
  );
}
