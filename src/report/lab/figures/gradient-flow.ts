import * as Plot from "@observablehq/plot";
import { bottomAxis, powerTicks, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour, type ColourName } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import { showPowerOfTen } from "../../drawing/format.ts";
import type { GradientsData } from "../gradients-data.ts";
import { panelGrid, panelTitles } from "../../drawing/panels.ts";

export type GradientFlowData = Pick<GradientsData, "curves" | "steps">;

/** Decades beyond which nothing is drawn: the differences near 1 matter, not how many zeros a vanished gradient has. */
const [lowest, highest] = [-20, 12];

export function describeGradientFlow({ curves }: GradientFlowData): FigureText {
  const isCut = curves.some(({ hidden }) =>
    hidden.some((norm) => norm !== null && (norm < 10 ** lowest || norm > 10 ** highest)),
  );
  return {
    title: "How much of the gradient is left, k steps back",
    caption:
      "The norm of the loss's gradient with respect to the state k steps before the end, on a logarithmic axis; " +
      "each line is a spectral radius of the recurrent " +
      "kernel, written at its end" +
      (isCut
        ? `, and lines that leave the range from ${showPowerOfTen(lowest)} to ${showPowerOfTen(highest)} end there.`
        : "."),
  };
}

interface Point {
  readonly panel: number;
  readonly radius: number;
  readonly k: number;
  /** Of base 10. */
  readonly power: number;
}

/** Room for the radius at the end of a line. */
const endLabelWidth = 34;

/** One small picture per cell, one line per spectral radius, each with its axes, all of the same range. */
export function drawGradientFlow(data: GradientFlowData, options: FigureOptions = {}): string {
  const titles = [...new Map(data.curves.map(({ cell, title }) => [cell, title]))];
  const lines = data.curves.map(({ cell, radius, hidden }) => {
    const panel = titles.findIndex(([name]) => name === cell);
    return cutLine(hidden).map(({ k, power }): Point => ({ panel, radius, k, power }));
  });
  const powers = lines.flat().map(({ power }) => power);
  const domain: [number, number] = [
    Math.max(lowest, Math.floor(Math.min(-1, ...powers))),
    Math.min(highest, Math.ceil(Math.max(1, ...powers))),
  ];
  const axis = valueAxis(powerTicks([10 ** domain[0], 10 ** domain[1]], 5), true);
  const panels = panelGrid(titles.length, isNarrow(options) ? 2 : 3, {
    left: axis.marginLeft + endLabelWidth,
    width: widthOf(options),
    y: 0.3,
  });
  const height = isNarrow(options) ? 150 : 180;
  const columnWidth = (widthOf(options) - axis.marginLeft) / panels.columns;
  const labels = endLabels(lines, {
    steps: data.steps,
    apart: (13 / height) * (domain[1] - domain[0]),
    width: (30 / (0.8 * columnWidth)) * data.steps,
    domain,
  });
  const radii = data.curves.map(({ radius }) => radius);
  return drawFigure(
    {
      title: describeGradientFlow(data).title,
      simulated: false,
      legend: (
        [
          ["radius below 1", "best", radii.some((radius) => radius < 1)],
          ["radius 1", "ink", radii.includes(1)],
          ["radius above 1", "naive", radii.some((radius) => radius > 1)],
        ] as const
      ).flatMap(([name, paint, isThere]) => (isThere ? [{ name, colour: paint }] : [])),
      yLabel: "norm of the gradient",
      xLabel: "k, steps before the end",
      height: panels.rows * height,
      gap: 30,
      marginLeft: axis.marginLeft,
      marginRight: endLabelWidth,
      plot: {
        x: { domain: [0, Math.max(1, data.steps)] },
        y: { type: "log", domain: domain.map((power) => 10 ** power) },
        ...panels.scales,
        marks: [
          ...axis.marks,
          ...lines.map((line) =>
            Plot.line(line, {
              ...panels.facets,
              x: "k",
              y: value,
              stroke: colour(paintOf(line[0]?.radius ?? 1)),
              strokeWidth: 1.75,
              strokeLinecap: "round",
            }),
          ),
          ...labels.map((label) =>
            Plot.text([label], {
              ...panels.facets,
              x: "k",
              y: value,
              dx: 4,
              textAnchor: "start",
              text: ({ radius }: Point) => String(radius),
              fill: colour(paintOf(label.radius)),
              stroke: colour("surface"),
              strokeWidth: 3,
              fontSize: 11,
            }),
          ),
          panelTitles(
            panels,
            titles.map(([, title]) => title),
          ),
          bottomAxis(valueTicks([0, Math.max(1, data.steps)], columnWidth / 70), true),
        ],
      },
    },
    options,
  );
}

function value({ power }: Point): number {
  return 10 ** power;
}

function paintOf(radius: number): ColourName {
  return radius < 1 ? "best" : radius > 1 ? "naive" : "ink";
}

/** The part of a curve inside the range, up to where it leaves it for the first time. */
function cutLine(norms: readonly (number | null)[]): readonly { readonly k: number; readonly power: number }[] {
  const points: { readonly k: number; readonly power: number }[] = [];
  for (const [k, norm] of norms.entries()) {
    if (norm === null || !(norm > 0)) break;
    const power = Math.log10(norm);
    const before = points.at(-1);
    const border = power < lowest ? lowest : highest;
    if (power >= lowest && power <= highest) points.push({ k, power });
    else {
      if (before !== undefined) {
        points.push({ k: k - 1 + (border - before.power) / (power - before.power), power: border });
      }
      break;
    }
  }
  return points;
}

/**
 * Where the radius is written at the end of each line. Lines that last get theirs side by side at the right, `apart`
 * from each other; of those that leave the range, one that would lie on its neighbour's gets none: the order of the
 * lines says which it is.
 */
function endLabels(lines: readonly (readonly Point[])[], { steps, apart, width, domain }: LabelRoom): Point[] {
  const ends = lines.flatMap((line) => line.at(-1) ?? []);
  const placed: Point[] = [];
  for (const end of ends.filter(({ k }) => k === steps).toSorted((a, b) => a.panel - b.panel || a.power - b.power)) {
    const below = placed.at(-1);
    const free = below === undefined || below.panel !== end.panel ? domain[0] + apart / 2 : below.power + apart;
    placed.push({ ...end, power: Math.max(end.power, free) });
  }
  const leaving = ends
    .filter(({ k }) => k < steps)
    .toSorted((a, b) => a.panel - b.panel || a.power - b.power || a.k - b.k);
  for (const [i, end] of leaving.entries()) {
    const isNear = leaving
      .slice(0, i)
      .some((other) => other.panel === end.panel && other.power === end.power && placed.some(isAt(other, end, width)));
    const inside = Math.min(Math.max(end.power, domain[0] + apart / 2), domain[1] - apart / 2);
    if (!isNear) placed.push({ ...end, power: inside });
  }
  return placed;
}

/** Room for labels: their height in powers of ten, and their width in steps. */
interface LabelRoom {
  readonly steps: number;
  readonly apart: number;
  readonly width: number;
  readonly domain: readonly [number, number];
}

function isAt(line: Point, next: Point, width: number): (label: Point) => boolean {
  return (label) => label.panel === line.panel && label.k === line.k && next.k - label.k < width;
}
