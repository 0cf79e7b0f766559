import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, textWidth, timeTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions, type FigureText } from "../../drawing/figure.ts";
import type { FirstWindow, ForecastData } from "../forecast-data.ts";
import { shorten, showMoment, showNumber, showQuantity } from "../../drawing/format.ts";
import { timeDomain } from "../../drawing/time-line.ts";

export type FirstWindowData = Pick<ForecastData, "target" | "unit" | "simulated" | "firstWindow" | "horizon">;

/** More strips than this would fill screens; the caption says how many are left out. */
const mostStrips = 16;

export function describeFirstWindow({ target, unit, firstWindow, horizon }: FirstWindowData): FigureText {
  const { variables, times, now, targets } = firstWindow;
  const left = stripsOf(target, firstWindow).length - mostStrips;
  const omitted = left > 0 ? ` (${left} more are not drawn)` : "";
  const asked = targets.length === 1 ? "for the value" : `for ${targets.length} values, up to the one`;
  return {
    title: "One training example",
    caption:
      `The model sees ${times.length} readings of ${variables.length} ` +
      `variable${variables.length === 1 ? "" : "s"}${omitted} up to ` +
      `${showMoment(now)} and is asked ${asked} of ${showQuantity(target, unit)} ${horizon} later. ` +
      "All are scaled to mean 0 and deviation 1; each strip has its own axis, from its smallest to its largest value.",
  };
}

/** Pixels of the numbers at the ends of strips, which are too low for larger ones. */
const endSize = 10;

/** The target first, which takes the points to be forecast even where it is no input, then the other variables. */
function stripsOf(target: string, { variables }: FirstWindow): FirstWindow["variables"] {
  const own = variables.find((variable) => variable.name === target) ?? { name: target, values: [] };
  return [own, ...variables.filter((variable) => variable !== own)];
}

interface StripPoint {
  readonly strip: number;
  readonly time: number;
  /** 0 at the foot of the strip, 1 at its top. */
  readonly height: number;
}

/**
 * The inputs of the first training example as strips one below the other, the moment "now", and the points to be
 * forecast.
 */
export function drawFirstWindow(data: FirstWindowData, options: FigureOptions = {}): string {
  const { times, now, targets } = data.firstWindow;
  const strips = stripsOf(data.target, data.firstWindow).slice(0, mostStrips);
  const domains = strips.map(({ values }, strip) =>
    domainOf(strip === 0 ? [...values, ...targets.map((point) => point.value)] : values, 0),
  );
  const place = (strip: number, time: number, value: number | null): StripPoint => {
    const [low, high] = domains[strip];
    return { strip, time, height: value === null ? NaN : (value - low) / (high - low) };
  };
  const seen = strips.flatMap(({ values }, strip) => values.map((value, index) => place(strip, times[index], value)));
  const asked = targets.map(({ time, value }) => place(0, time, value));
  const [from, to] = timeDomain([...times, now, ...targets.map((point) => point.time)]);
  const narrow = isNarrow(options);
  const labels = strips.map(({ name }, strip) => ({ strip, name: shorten(name, narrow ? 12 : 22) }));
  const marginLeft = Math.ceil(Math.max(30, ...labels.map(({ name }) => textWidth(name)))) + 14;
  const ends = domains.flatMap(([low, high], strip) => [
    { strip, height: 1, text: showNumber(high, 1) },
    { strip, height: 0, text: showNumber(low, 1) },
  ]);
  const marginRight = Math.max(20, ...ends.map(({ text }) => textWidth(text, endSize))) + 8;
  const facet = { fy: "strip", x: "time", y: "height" };
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
      height: strips.length * 32,
      gap: 24,
      marginLeft,
      marginRight,
      marginBottom: 38,
      plot: {
        x: { type: "utc", domain: [from, to] },
        y: { domain: [0, 1], axis: null },
        fy: { domain: labels.map(({ strip }) => strip), axis: null, padding: 0.28 },
        marks: [
          Plot.ruleX([now], { stroke: colour("faint"), strokeDasharray: "2 3" }),
          Plot.line(seen, { ...facet, z: "strip", stroke: emphasis, strokeWidth: 1.25 }),
          Plot.dot(asked, {
            ...facet,
            r: targets.length === 1 ? 5 : 2.5,
            fill: colour("best"),
            stroke: colour("surface"),
          }),
          Plot.text(labels, {
            fy: "strip",
            frameAnchor: "left",
            textAnchor: "end",
            dx: -10,
            text: "name",
            fill: emphasis,
          }),
          ...(["top", "bottom"] as const).map((end) =>
            Plot.text(
              ends.filter(({ height }) => height === (end === "top" ? 1 : 0)),
              {
                fy: "strip",
                y: "height",
                frameAnchor: "right",
                textAnchor: "start",
                lineAnchor: end,
                dx: 6,
                // The strips are just high enough for both.
                dy: end === "top" ? -1 : 1,
                text: "text",
                fill: colour("muted"),
                fontSize: endSize,
              },
            ),
          ),
          Plot.text(labels.slice(0, 1), {
            fy: "strip",
            x: () => now,
            frameAnchor: "top",
            lineAnchor: "bottom",
            dy: -8,
            text: () => "now",
            fill: colour("muted"),
          }),
          bottomAxis(timeTicks(from, to, widthOf(options) - marginLeft - marginRight, narrow ? 48 : 72)),
        ],
      },
    },
    options,
  );
}

/** The target's strip stands out. */
function emphasis({ strip }: { readonly strip: number }): string {
  return colour(strip === 0 ? "ink" : "muted");
}
