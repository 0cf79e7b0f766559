import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import type { TranslationData } from "../translation-data.ts";
import { paintOf } from "./rung-paints.ts";

export type BleuCurvesData = Pick<TranslationData, "curves">;

export function describeBleuCurves(): FigureText {
  return {
    title: "BLEU while training",
    caption:
      "BLEU of greedy translations of the validation sentences by the weights of that moment. What is kept in the end may be the mean of several moments, " +
      "which is usually better than any of them.",
  };
}

/** One line per rung, BLEU by updates. */
export function drawBleuCurves({ curves }: BleuCurvesData, options: FigureOptions = {}): string {
  const rungs = curves.map(({ rung }) => rung);
  const points = curves.flatMap(({ rung, updates, bleu }) =>
    bleu.flatMap((value, i) => (value === null ? [] : [{ rung, updates: updates[i], bleu: value }])),
  );
  const domain = domainOf([0, ...points.map(({ bleu }) => bleu)]);
  const axis = valueAxis(valueTicks(domain, 4));
  const most = Math.max(1, ...points.map(({ updates }) => updates));
  const width = widthOf(options) - axis.marginLeft;
  return drawFigure(
    {
      title: describeBleuCurves().title,
      simulated: false,
      legend: rungs.map((rung) => ({ name: rung, colour: paintOf(rungs, rung) })),
      yLabel: "BLEU",
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
              { x: "updates", y: "bleu", stroke: colour(paintOf(rungs, rung)), strokeWidth: 1.75 },
            ),
          ),
          ...rungs.map((rung) =>
            Plot.dot(points.filter((point) => point.rung === rung).slice(-1), {
              x: "updates",
              y: "bleu",
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
