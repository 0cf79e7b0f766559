import * as Plot from "@observablehq/plot";
import { bottomAxis, domainFromZero, valueAxis, valueTicks, type Tick } from "../../drawing/axes.ts";
import { colour, type ColourName } from "../../drawing/colours.ts";
import { dashPattern, drawFigure, type FigureOptions } from "../../drawing/figure.ts";
import type { ForecastData } from "../forecast-data.ts";
import { showQuantity } from "../../drawing/format.ts";

export interface TwoErrorLines {
  readonly title: string;
  readonly simulated: boolean;
  readonly unit: string;
  readonly leaderboard: Pick<ForecastData["leaderboard"], "best" | "naive">;
  readonly x: readonly number[];
  readonly best: readonly (number | null)[];
  readonly naive: readonly (number | null)[];
  readonly xLabel: string;
  readonly xDomain: readonly [number, number];
  readonly xTicks: readonly Tick[];
  /** Whether each point gets a dot. */
  readonly dots: boolean;
}

/** Mean absolute errors of the best and the naive forecast over something, from zero. */
export function drawTwoErrorLines(picture: TwoErrorLines, options: FigureOptions): string {
  const domain = domainFromZero([...picture.best, ...picture.naive]);
  const height = 190;
  const axis = valueAxis(valueTicks(domain, height / 45));
  const { best, naive } = picture.leaderboard;
  const line = (values: readonly (number | null)[], name: ColourName, isDashed: boolean): Plot.Markish[] => {
    const points = picture.x.map((x, index) => ({ x, y: values[index] ?? NaN }));
    return [
      Plot.lineY(points, {
        x: "x",
        y: "y",
        stroke: colour(name),
        strokeWidth: 2,
        ...(isDashed ? { strokeDasharray: dashPattern } : {}),
      }),
      ...(picture.dots ? [Plot.dot(points, { x: "x", y: "y", r: 3, fill: colour(name) })] : []),
    ];
  };
  return drawFigure(
    {
      title: picture.title,
      simulated: picture.simulated,
      yLabel: showQuantity("mean absolute error", picture.unit),
      xLabel: picture.xLabel,
      legend: [
        { name: best, colour: "best" },
        ...(best === naive ? [] : [{ name: naive, colour: "naive", mark: "dashes" } as const]),
      ],
      height,
      marginLeft: axis.marginLeft,
      marginRight: 20,
      plot: {
        x: { domain: [...picture.xDomain] },
        y: { domain },
        marks: [
          ...axis.marks,
          ...(best === naive ? [] : line(picture.naive, "naive", true)),
          ...line(picture.best, "best", false),
          bottomAxis(picture.xTicks),
        ],
      },
    },
    options,
  );
}
