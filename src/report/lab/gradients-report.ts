import { describeClippedGradients, drawClippedGradients } from "./figures/clipped-gradients.ts";
import { describeGradientFlow, drawGradientFlow } from "./figures/gradient-flow.ts";
import { missing, showNumber, showPercent, showScientific } from "../drawing/format.ts";
import type { GradientCurve, GradientsData } from "./gradients-data.ts";
import { drawLabPage } from "./lab-page.ts";
import { plainTable } from "../drawing/table.ts";
import type { Answer } from "../drawing/sections.ts";
import { wideFigure } from "../drawing/page.ts";
import type { ReportOptions } from "../drawing/page.ts";

/** The report of an experiment with gradients as one HTML document that needs nothing else. */
export function gradientsReport(data: GradientsData, { document }: ReportOptions = {}): string {
  return drawLabPage(data, gradientsHeadline(data), [
    {
      id: "flow",
      short: "Gradients",
      title: "The backward pass through time",
      body: wideFigure(drawGradientFlow, describeGradientFlow(data), data, document),
    },
    {
      id: "numbers",
      short: "Numbers",
      title: "Slopes and what theory says",
      body: `<p>${slopesCaption}</p>\n${plainTable("Slopes", slopeTitles(data), slopeRows(data))}`,
    },
    ...(data.clipping.length === 0
      ? []
      : [
          {
            id: "clipping",
            short: "Clipping",
            title: "What clipping does",
            body: wideFigure(drawClippedGradients, describeClippedGradients(data), data, document),
          },
        ]),
  ]);
}

const slopesCaption =
  "The slope of ln norm against k, by least squares over all k. Repeated multiplication by the recurrent kernel " +
  "alone has the slope ln radius, which is what the linear network shows; the derivative of tanh, and gates, add " +
  "to it. Saturated is the share of the last state beyond ±0.9, where tanh is flat.";

/** The answer: what a radius other than 1 does to a linear network, and what gates do about it. */
export function gradientsHeadline({ curves, steps }: GradientsData): Answer {
  const extreme = (cell: string, better: (a: GradientCurve, b: GradientCurve) => boolean): GradientCurve | undefined =>
    curves
      .filter((curve) => curve.cell === cell)
      .reduce<GradientCurve | undefined>(
        (best, curve) => (best === undefined || better(curve, best) ? curve : best),
        undefined,
      );
  const low = extreme("simple-rnn-linear", (a, b) => a.radius < b.radius);
  const high = extreme("simple-rnn-linear", (a, b) => a.radius > b.radius);
  const left = (curve: GradientCurve | undefined): string => showNorm(curve?.hidden[steps] ?? null);
  const at = `by ${left(low)} at a spectral radius of ${low?.radius ?? missing}`;
  const also = low?.radius === high?.radius ? "" : ` and by ${left(high)} at ${high?.radius ?? missing}`;
  return {
    answer: `Over ${steps} steps back, a linear recurrent network multiplies the gradient ${at}${also}.`,
    detail:
      "A recurrent network multiplies the gradient by its recurrent kernel in every step: below 1 it vanishes, " +
      "above 1 it explodes, and tanh makes it vanish sooner. " +
      "Gates that stay open carry it further.",
  };
}

export function slopeTitles({ steps }: Pick<GradientsData, "steps">): string[] {
  return ["cell", "radius", "ln radius", "slope", `norm at k = ${steps}`, "saturated"];
}

export function slopeRows({ curves, steps }: Pick<GradientsData, "curves" | "steps">): string[][] {
  return curves.map(({ cell, title, radius, logRadius, slope, hidden, saturated }) => [
    title,
    String(radius),
    showNumber(logRadius, 4),
    showNumber(slope, 4),
    showNorm(hidden[steps] ?? null),
    cell === "simple-rnn-linear" ? missing : showPercent(saturated),
  ]);
}

/** A norm in digits where these are few, else as digits and a power of ten. */
function showNorm(norm: number | null): string {
  if (norm === null || !Number.isFinite(norm)) return missing;
  return norm === 0 || (norm >= 0.01 && norm < 100) ? showNumber(norm, norm < 10 ? 3 : 1) : showScientific(norm);
}
