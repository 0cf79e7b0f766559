import * as Plot from "@observablehq/plot";
import { bottomAxis, valueAxis, valueTicks } from "../drawing/axes.ts";
import type { ClassData } from "./class-data.ts";
import { showShare } from "./class-headline.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import { colour } from "../drawing/colours.ts";
import { dashPattern, drawFigure, type FigureOptions, type FigureText } from "../drawing/figure.ts";

export type CalibrationData = Pick<ClassData, "rows" | "best">;

export function describeCalibration({ rows, best }: CalibrationData): FigureText {
  const { expectedError } = rowOf(rows, best).test.calibration;
  return {
    title: "Whether its probabilities can be believed",
    caption:
      `Of the test texts that ${best} is so sure about, so many are right; on the dashed line it ` +
      `would know itself perfectly. It is off by ${showShare(expectedError)} ` +
      `on average. Larger dots stand for more texts.`,
  };
}

/** Accuracy against confidence, in ten bins. */
export function drawCalibration(data: CalibrationData, options: FigureOptions = {}): string {
  const { bins } = rowOf(data.rows, data.best).test.calibration;
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const points = bins.map(({ confidence, accuracy, count }) => ({
    confidence: 100 * confidence,
    accuracy: 100 * accuracy,
    radius: 3 + 9 * Math.sqrt(count / total),
  }));
  const low =
    Math.floor(Math.min(50, ...points.flatMap(({ confidence, accuracy }) => [confidence, accuracy])) / 10) * 10;
  const domain: [number, number] = [low, 102];
  const height = 240;
  const axis = valueAxis(valueTicks([low, 100], height / 45));
  return drawFigure(
    {
      title: describeCalibration(data).title,
      simulated: false,
      yLabel: "right (%)",
      xLabel: "probability of the class chosen (%)",
      legend: [
        { name: data.best, colour: "best", mark: "dot" },
        { name: "perfect", colour: "faint", mark: "dashes" },
      ],
      height,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain },
        y: { domain },
        marks: [
          ...axis.marks,
          Plot.line(
            [
              { at: low, value: low },
              { at: 100, value: 100 },
            ],
            { x: "at", y: "value", stroke: colour("faint"), strokeDasharray: dashPattern, strokeWidth: 1.5 },
          ),
          Plot.line(points, { x: "confidence", y: "accuracy", stroke: colour("best"), strokeWidth: 2 }),
          Plot.dot(points, {
            x: "confidence",
            y: "accuracy",
            r: (point: { readonly radius: number }) => point.radius,
            fill: colour("best"),
            stroke: colour("surface"),
          }),
          bottomAxis(valueTicks([low, 100], 6)),
        ],
        r: { type: "identity" },
      },
    },
    options,
  );
}
