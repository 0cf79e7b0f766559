import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, textWidth, timeTicks } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../figure.ts";
import type { FirstWindow, ForecastData } from "../forecast-data.ts";
import { shorten, showHours, showMoment } from "../format.ts";
import { timeDomain } from "./time-line.ts";

export type FirstWindowData = Pick<ForecastData, "target" | "simulated" | "firstWindow" | "horizonHours">;

/** More strips than this would fill screens; the caption says how many are left out. */
const mostStrips = 16;

export function describeFirstWindow({ target, firstWindow, horizonHours }: FirstWindowData): FigureText {
  const { variables, times, now, targets } = firstWindow;
  const left = variables.length - mostStrips;
  const omitted = left > 0 ? ` (${left} more are not drawn)` : "";
  const asked = targets.length === 1 ? "the value" : `${targets.length} values up to the one`;
  return {
    title: "One training example",
    caption:
      `The model sees ${times.length} readings of ${count(variables.length, "variable")}${omitted} up to ` +
      `${showMoment(now)} and is asked for ${asked} of ${target} ${showHours(horizonHours)} later; all are scaled to mean 0 and deviation 1.`,
  };
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

interface StripPoint {
  readonly strip: number;
  readonly time: number;
  readonly value: number;
}

/** The inputs of the first training example as strips one below the other, the moment "now", and the points to be forecast. */
export function drawFirstWindow(data: FirstWindowData, options: FigureOptions = {}): string {
  const { variables, times, now, targets } = data.firstWindow;
  const strips = variables.slice(0, mostStrips);
  // The target's strip takes the points to be forecast, and is the first where the target is not among the inputs.
  const targetStrip = Math.max(
    0,
    strips.findIndex((variable) => variable.name === data.target),
  );
  const narrow = isNarrow(options);
  const points = strips.flatMap(({ values }, strip) =>
    values.map((value, index): StripPoint => ({ strip, time: times[index], value: value ?? NaN })),
  );
  const asked = targets.flatMap(({ time, value }): StripPoint[] =>
    value === null ? [] : [{ strip: targetStrip, time, value }],
  );
  const [from, to] = timeDomain([...times, now, ...targets.map((point) => point.time)]);
  const names = strips.map((variable) => shorten(variable.name, narrow ? 12 : 22));
  const marginLeft = Math.ceil(Math.max(30, ...names.map((name) => textWidth(name)))) + 12;
  const marginRight = 16;
  const isTarget = (strip: number): boolean => strip === targetStrip;
  return drawFigure(
    {
      title: describeFirstWindow(data).title,
      simulated: data.simulated,
      legend: [
        { name: "what the model sees", colour: "muted" },
        {
          name: targets.length === 1 ? "what it is asked" : "what it is asked, step by step",
          colour: "best",
          mark: "dot",
        },
      ],
      height: Math.max(1, strips.length) * 34 + 18,
      marginLeft,
      marginRight,
      marginBottom: 38,
      plot: {
        x: { type: "utc", domain: [from, to] },
        y: { domain: stripDomain(data.firstWindow), axis: null },
        fy: { domain: strips.map((_, strip) => strip), axis: null, padding: 0.12 },
        marks: [
          Plot.ruleX([now], { stroke: colour("faint"), strokeDasharray: "2 3" }),
          Plot.ruleY(strips.keys(), { fy: (strip: number) => strip, y: 0, stroke: colour("grid") }),
          Plot.line(points, {
            fy: "strip",
            x: "time",
            y: "value",
            z: "strip",
            stroke: (point: StripPoint) => colour(isTarget(point.strip) ? "truth" : "muted"),
            strokeWidth: 1.25,
          }),
          Plot.dot(asked, {
            fy: "strip",
            x: "time",
            y: "value",
            r: targets.length === 1 ? 5 : 2.5,
            fill: colour("best"),
            stroke: colour("surface"),
          }),
          Plot.text(strips.keys(), {
            fy: (strip: number) => strip,
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: (strip: number) => names[strip],
            fill: (strip: number) => colour(isTarget(strip) ? "ink" : "muted"),
            fontWeight: 400,
          }),
          Plot.text(["now"], {
            fy: () => 0,
            x: now,
            frameAnchor: "top",
            dy: -9,
            dx: -4,
            textAnchor: "end",
            text: (text: string) => text,
            fill: colour("muted"),
          }),
          bottomAxis(timeTicks(from, to, widthOf(options) - marginLeft - marginRight, narrow ? 58 : 72)),
        ],
      },
    },
    options,
  );
}

function stripDomain({ variables, targets }: FirstWindow): [number, number] {
  return domainOf([
    ...variables.slice(0, mostStrips).flatMap((variable) => variable.values),
    ...targets.map((point) => point.value),
  ]);
}
