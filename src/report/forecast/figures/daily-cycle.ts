import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { DailyCycle, InspectData } from "../forecast-data.ts";
import { showQuantity } from "../../drawing/format.ts";
import { hourTicks } from "../../drawing/hour-ticks.ts";

export type DailyCycleData = Pick<InspectData, "target" | "unit" | "simulated" | "clock"> & {
  readonly series: { readonly dailyCycle: DailyCycle };
};

export function describeDailyCycle({ target, unit }: DailyCycleData): FigureText {
  return {
    title: "The daily cycle",
    caption:
      `${showQuantity(target, unit)} by hour of the day: the mean, and the range that holds the ` +
      `middle 80 % of all readings.`,
  };
}

/** Mean and spread of the target over the hours of a day; the day is closed by its first hour. */
export function drawDailyCycle(data: DailyCycleData, options: FigureOptions = {}): string {
  const points = closedDay(data.series.dailyCycle);
  const domain = domainOf(points.flatMap((point) => [point.low, point.mean, point.high]));
  const height = 190;
  const axis = valueAxis(valueTicks(domain, height / 45));
  return drawFigure(
    {
      title: describeDailyCycle(data).title,
      simulated: data.simulated,
      yLabel: showQuantity(data.target, data.unit),
      xLabel: data.clock === undefined ? "hour of the day" : `hour of the day, ${data.clock}`,
      legend: [
        { name: "mean", colour: "truth" },
        { name: "10 % to 90 %", colour: "band", mark: "area" },
      ],
      height,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [0, 24] },
        y: { domain },
        marks: [
          Plot.areaY(points, { x: "hour", y1: "low", y2: "high", fill: colour("band") }),
          ...axis.marks,
          Plot.lineY(points, { x: "hour", y: "mean", stroke: colour("truth"), strokeWidth: 2 }),
          bottomAxis(hourTicks()),
        ],
      },
    },
    options,
  );
}

interface HourPoint {
  readonly hour: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function closedDay(cycle: DailyCycle): HourPoint[] {
  const points = cycle.hours.map((hour, index) => ({
    hour,
    mean: cycle.mean[index] ?? NaN,
    low: cycle.low[index] ?? NaN,
    high: cycle.high[index] ?? NaN,
  }));
  return points.length > 1 ? [...points, { ...points[0], hour: points[0].hour + 24 }] : points;
}
