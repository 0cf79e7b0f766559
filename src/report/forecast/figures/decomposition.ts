import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, timeTicks, valueAxis, valueTicks, type Tick } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawStack, isNarrow, widthOf, type FigureOptions, type FigureText, type Frame } from "../../drawing/figure.ts";
import { showHours, showNumber, showQuantity } from "../../drawing/format.ts";
import { timeDomain, type Series } from "../../drawing/time-line.ts";
import type { Decomposition } from "../evidence-data.ts";
import type { InspectData } from "../forecast-data.ts";

export type DecompositionData = Pick<InspectData, "target" | "unit" | "simulated"> & {
  readonly series: { readonly decomposition: Decomposition };
};

export function describeDecomposition({ target, unit, series }: DecompositionData): FigureText {
  const { seasonHours, trendStrength, seasonStrength } = series.decomposition;
  const strengths =
    Number.isFinite(trendStrength ?? NaN) && Number.isFinite(seasonStrength ?? NaN)
      ? ` From 0, none, to 1, nothing else, the trend's strength is ${showNumber(trendStrength, 2)} and the ` +
        `season's ${showNumber(seasonStrength, 2)}.`
      : "";
  return {
    title: "Trend, season and remainder",
    caption:
      `${showQuantity(target, unit)} as a sum: the trend is the moving average of one season of ` +
      `${showHours(seasonHours)}, the season the mean that each of its places adds, the remainder what is left.` +
      strengths,
  };
}

/** Trend and remainder over time and the mean season, one below the other, each with axes of its own. */
export function drawDecomposition(data: DecompositionData, options: FigureOptions = {}): string {
  const { trend, season, remainder } = data.series.decomposition;
  const axes = [trend.values, season.values, remainder.values].map((values) => {
    const domain = domainOf(values);
    return { domain, ...valueAxis(valueTicks(domain, 4)) };
  });
  // All plots begin at the same place.
  const marginLeft = Math.max(...axes.map((axis) => axis.marginLeft));
  const quantity = showQuantity(data.target, data.unit);
  const plotWidth = widthOf(options) - marginLeft - marginRight;
  const frame = (index: number, name: string, plot: Omit<Plot.PlotOptions, "y">): Frame => ({
    title: name,
    simulated: data.simulated && index === 0,
    yLabel: `${name}: ${quantity}`,
    height: 96,
    marginLeft,
    marginRight,
    marginBottom: index === 1 ? 24 : 38,
    plot: { ...plot, y: { domain: axes[index].domain }, marks: [...axes[index].marks, ...(plot.marks ?? [])] },
  });
  const overTime = (index: number, name: string, part: Series): Frame => {
    const [from, to] = timeDomain(part.times);
    const points = part.times.map((time, i) => ({ time, value: part.values[i] ?? NaN }));
    return frame(index, name, {
      x: { type: "utc", domain: [from, to] },
      marks: [
        ...(index === 0 ? [] : [Plot.ruleY([0], { stroke: colour("faint") })]),
        Plot.lineY(points, { x: "time", y: "value", stroke: colour("truth"), strokeWidth: index === 0 ? 1.5 : 0.9 }),
        bottomAxis(timeTicks(from, to, plotWidth, isNarrow(options) ? 48 : 72)),
      ],
    });
  };
  const places = season.values.map((value, place) => ({ place, value }));
  const isShort = places.length <= 60;
  return drawStack(
    describeDecomposition(data).title,
    [
      overTime(0, "trend", trend),
      frame(1, "season", {
        x: { domain: [0, Math.max(1, places.length - 1)] },
        marks: [
          Plot.ruleY([0], { stroke: colour("faint") }),
          Plot.lineY(places, { x: "place", y: "value", stroke: colour("truth"), strokeWidth: 1.5 }),
          ...(isShort ? [Plot.dot(places, { x: "place", y: "value", r: 2.5, fill: colour("truth") })] : []),
          bottomAxis(placeTicks(season.labels, plotWidth / 56)),
        ],
      }),
      overTime(2, "remainder", remainder),
    ],
    options,
  );
}

const marginRight = 20;

/** Labels of the season's places: all of them, or as many as there is room for, equally far apart. */
function placeTicks(labels: readonly string[], most: number): Tick[] {
  const every = [1, 2, 3, 4, 6, 12, 18, 24, 36, 48, 72].find((step) => labels.length / step <= most) ?? 360;
  return labels.flatMap((label, at) => (at % every === 0 ? [{ at, label }] : []));
}
