import * as Plot from "@observablehq/plot";
import { bottomAxis, powerTicks, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { showNumber } from "../../drawing/format.ts";
import type { GradientsData } from "../gradients-data.ts";

export type ClippedGradientsData = Pick<GradientsData, "clipping" | "clipNorm" | "steps">;

export function describeClippedGradients({ clipNorm }: ClippedGradientsData): FigureText {
  return {
    title: "Exploding gradients, clipped and not",
    caption:
      "The norm of the gradient of all weights of the linear network together, for sequences of growing length, " +
      "where the spectral radius is above 1; clipping " +
      `to a global norm of ${showNumber(clipNorm, 0)} keeps its direction and shortens it.`,
  };
}

/** Norms before and after clipping by the length of the sequence, on a logarithmic axis. */
export function drawClippedGradients(data: ClippedGradientsData, options: FigureOptions = {}): string {
  const points = data.clipping.flatMap(({ radius, lengths, unclipped, clipped }) =>
    lengths.flatMap((length, i) => {
      const [before, after] = [unclipped[i], clipped[i]];
      return before !== null && after !== null && before > 0 && after > 0 ? [{ radius, length, before, after }] : [];
    }),
  );
  const powers = points.flatMap(({ before, after }) => [Math.log10(before), Math.log10(after)]);
  const domain = [10 ** Math.floor(Math.min(-1, ...powers)), 10 ** Math.ceil(Math.max(1, ...powers))] as const;
  const axis = valueAxis(powerTicks(domain, 5));
  const longest = Math.max(1, data.steps);
  const ends = data.clipping.flatMap(({ radius }) => points.findLast((point) => point.radius === radius) ?? []);
  const line = (values: "before" | "after", paint: "naive" | "best"): Plot.Markish =>
    Plot.line(points, { x: "length", y: values, z: "radius", stroke: colour(paint), strokeWidth: 2 });
  return drawFigure(
    {
      title: describeClippedGradients(data).title,
      simulated: false,
      legend: [
        { name: "as it is, with the radius at its end", colour: "naive" },
        { name: "clipped", colour: "best" },
      ],
      yLabel: "global norm of the gradient",
      xLabel: "steps of the sequence",
      height: 200,
      marginLeft: axis.marginLeft,
      marginRight: 34,
      plot: {
        x: { domain: [0, longest] },
        y: { type: "log", domain: [...domain] },
        marks: [
          ...axis.marks,
          line("before", "naive"),
          line("after", "best"),
          Plot.text(ends, {
            x: "length",
            y: "before",
            dx: 5,
            textAnchor: "start",
            text: ({ radius }: { readonly radius: number }) => String(radius),
            fill: colour("naive"),
          }),
          bottomAxis(valueTicks([0, longest], (widthOf(options) - axis.marginLeft) / (isNarrow(options) ? 60 : 80))),
        ],
      },
    },
    options,
  );
}
