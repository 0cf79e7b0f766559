import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, timeTicks, valueAxis, valueTicks } from "./axes.ts";
import { colour, type ColourName } from "./colours.ts";
import {
  dashPattern,
  drawFigure,
  isNarrow,
  widthOf,
  type FigureOptions,
  type Frame,
  type LegendEntry,
} from "./figure.ts";
import { decimalsFor, showUnit } from "./format.ts";

/**
 * Values through time, in milliseconds since 1970 (read as UTC); `null` breaks the line. Keep it below about 2000
 * points with `thin`.
 */
export interface Series {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** One line of a picture over time. */
export interface TimeLine extends Series {
  readonly name: string;
  readonly colour: ColourName;
  readonly dashed?: boolean;
  /** In pixels; default 1.5. */
  readonly thickness?: number;
  /** 0 to 1; default 1. */
  readonly opacity?: number;
  /** Whether each value gets a dot. */
  readonly dots?: boolean;
  /** Where the line starts before its first value, without having a value there. */
  readonly from?: Moment;
}

/** A point of a line. */
export interface Moment {
  readonly time: number;
  readonly value: number;
}

/** An interval through time, drawn below all lines; where an end is `null` there is none. */
export interface TimeBand {
  readonly name: string;
  readonly colour: ColourName;
  readonly times: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  /** Where the band opens before its first value. */
  readonly from?: Moment;
}

export interface TimeLines {
  readonly title: string;
  readonly simulated: boolean;
  readonly yLabel: string;
  /** Later lines lie above earlier ones; with a legend where there are several. */
  readonly lines: readonly TimeLine[];
  /** Later bands lie above earlier ones. */
  readonly bands?: readonly TimeBand[];
  readonly height: number;
  /** Room above the plot for marks that stand there; see `Frame`. */
  readonly gap?: number;
  /**
   * The unit of values that a page may read out under the pointer; all lines and bands must then have the same times.
   */
  readonly readoutUnit?: string;
  /** Marks that lie below the lines; they get the domain of the values. */
  readonly below?: (domain: readonly [number, number]) => Plot.Markish[];
}

const atMost = 1000;

/** Lines over one time range, with a time axis below and values at the left. */
export function drawTimeLines(picture: TimeLines, options: FigureOptions): string {
  const { lines, bands = [] } = picture;
  const domain = domainOf([
    ...lines.flatMap((line) => line.values),
    ...bands.flatMap(({ lower, upper }) => [...lower, ...upper]),
  ]);
  const [from, to] = timeDomain(lines.flatMap((line) => line.times));
  const axis = valueAxis(valueTicks(domain, picture.height / 45));
  const legend = lines.map(({ name, colour: paint, dashed }): LegendEntry => ({
    name,
    colour: paint,
    mark: dashed ? "dashes" : "line",
  }));
  const areas = bands.map(({ name, colour: paint }): LegendEntry => ({ name, colour: paint, mark: "area" }));
  return drawFigure(
    {
      title: picture.title,
      simulated: picture.simulated,
      yLabel: picture.yLabel,
      legend: lines.length + bands.length > 1 ? [...legend.toReversed(), ...areas.toReversed()] : [],
      height: picture.height,
      marginLeft: axis.marginLeft,
      ...(picture.gap === undefined ? {} : { gap: picture.gap }),
      marginRight: 20,
      marginBottom: 38,
      ...(picture.readoutUnit === undefined || lines[0].times.length < 2
        ? {}
        : { readout: readoutOf(lines, bands, domain, picture.readoutUnit) }),
      plot: {
        x: { type: "utc", domain: [from, to] },
        y: { domain },
        marks: [
          ...(picture.below?.(domain) ?? []),
          ...bands.map(timeBand),
          ...axis.marks,
          ...lines.flatMap((line) => timeLine(line, isNarrow(options))),
          bottomAxis(timeTicks(from, to, widthOf(options) - axis.marginLeft - 20, isNarrow(options) ? 48 : 72)),
        ],
      },
    },
    options,
  );
}

function timeLine(line: TimeLine, narrow: boolean): Plot.Markish[] {
  const thickness = line.thickness ?? 1.5;
  const own = line.times.map((time, i) => ({ time, value: line.values[i] ?? NaN }));
  const known = own.findIndex(({ value }) => Number.isFinite(value));
  const points = line.from === undefined || known < 0 ? own : [line.from, ...own.slice(known)];
  return [
    Plot.lineY(points, {
      x: "time",
      y: "value",
      stroke: colour(line.colour),
      strokeWidth: narrow && line.values.length > atMost ? thickness * 0.7 : thickness,
      strokeOpacity: line.opacity ?? 1,
      ...(line.dashed ? { strokeDasharray: dashPattern } : {}),
      // Where a point stands between two gaps, only a round end makes it visible.
      strokeLinecap: "round",
    }),
    ...(line.dots ? [Plot.dot(own, { x: "time", y: "value", r: narrow ? 2 : 2.5, fill: colour(line.colour) })] : []),
  ];
}

function timeBand(band: TimeBand): Plot.Markish {
  const own = band.times.map((time, i) => ({ time, lower: band.lower[i] ?? NaN, upper: band.upper[i] ?? NaN }));
  const known = own.findIndex(({ lower, upper }) => Number.isFinite(lower + upper));
  const { from } = band;
  const points =
    from === undefined || known < 0
      ? own
      : [{ time: from.time, lower: from.value, upper: from.value }, ...own.slice(known)];
  // A moment between two gaps has no width but that of the stroke.
  return Plot.areaY(points, {
    x: "time",
    y1: "lower",
    y2: "upper",
    fill: colour(band.colour),
    stroke: colour(band.colour),
  });
}

function readoutOf(
  lines: readonly TimeLine[],
  bands: readonly TimeBand[],
  [low, high]: readonly [number, number],
  unit: string,
): NonNullable<Frame["readout"]> {
  const { times } = lines[0];
  const decimals = decimalsFor([high - low], 3);
  const rounded = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value) => (value === null || !Number.isFinite(value) ? null : Number(value.toFixed(decimals))));
  return {
    from: times[0],
    minutes: times.map((time) => (time - times[0]) / 60_000),
    unit: showUnit(unit),
    decimals,
    lines: [
      ...lines.toReversed().map((line) => ({
        name: line.name,
        colour: colour(line.colour),
        values: rounded(line.values),
      })),
      ...bands.toReversed().map((band) => ({
        name: band.name,
        colour: colour(band.colour),
        values: rounded(band.lower),
        upper: rounded(band.upper),
      })),
    ],
  };
}

/** From the first to the last time; an hour around a single one. */
export function timeDomain(times: Iterable<number>): [number, number] {
  let from = Infinity;
  let to = -Infinity;
  for (const time of times) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  if (from > to) return [0, 86_400_000];
  return from === to ? [from - 1_800_000, to + 1_800_000] : [from, to];
}
