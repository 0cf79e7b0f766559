import * as Plot from "@observablehq/plot";
import { colour } from "./colours.ts";
import { mostDecimals, showClock, showDay, showMonth, showNumber, showPowerOfTen, showScientific } from "./format.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday, 5 January 1970: weeks are counted from here. */
const firstMonday = 4 * DAY;

export const fontSize = 12;

/** Where a tick is and what stands at it. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/**
 * A domain that is never empty: padded by a share of its length on both sides, and by one where all values are the
 * same.
 */
export function domainOf(values: Iterable<number | null>, pad = 0.04): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low === high) return [low - 1, high + 1];
  return [low - pad * (high - low), high + pad * (high - low)];
}

/** From zero to a little above the largest value. */
export function domainFromZero(values: Iterable<number | null>): [number, number] {
  const [, high] = domainOf([0, ...values]);
  return [0, high];
}

/** At most about `count` round numbers (1, 2 or 5 times a power of ten apart) inside a domain. */
export function valueTicks([low, high]: readonly [number, number], count: number): Tick[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const isReadable = decimals <= mostDecimals && Math.max(Math.abs(low), Math.abs(high)) < 1e9;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const at = Number(((first + index) * step).toPrecision(12));
    return { at, label: at === 0 ? "0" : isReadable ? showNumber(at, decimals) : showScientific(at) };
  });
}

/**
 * Powers of ten inside a domain of positive numbers, at most about `count`, the same number of powers apart and 1 among
 * them where it is inside.
 */
export function powerTicks([low, high]: readonly [number, number], count: number): Tick[] {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = [1, 2, 3, 5, 10, 20, 50, 100, 200].find((powers) => (to - from) / powers <= Math.max(1, count)) ?? 500;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => {
    const exponent = (first + index) * step;
    return { at: 10 ** exponent, label: showPowerOfTen(exponent) };
  });
}

/**
 * Round moments (UTC) of a time range, at most one per `spacing` pixels; the first, and each at a new day or year, says
 * which.
 */
export function timeTicks(from: number, to: number, width: number, spacing = 72): Tick[] {
  const most = Math.max(2, Math.floor(width / spacing));
  const short = [1, 2, 5, 10, 15, 30]
    .map((minutes) => minutes * MINUTE)
    .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR));
  const clockStep = short.find((step) => (to - from) / step <= most);
  if (clockStep !== undefined) {
    return every(from, to, clockStep, 0).map((at, index) => ({
      at,
      label: index === 0 || at % DAY === 0 ? `${showClock(at)}\n${showDay(at).slice(0, -5)}` : showClock(at),
    }));
  }
  const dayStep = [1, 2, 3, 7, 14].find((days) => (to - from) / (days * DAY) <= most);
  if (dayStep !== undefined) {
    return withYears(every(from, to, dayStep * DAY, dayStep >= 7 ? firstMonday : 0), (at) => showDay(at).slice(0, -5));
  }
  const monthStep = [1, 2, 3, 6].find((months) => (to - from) / (months * 30.4 * DAY) <= most);
  if (monthStep !== undefined) return withYears(everyMonths(from, to, monthStep), showMonth);
  const yearStep =
    [1, 2, 5, 10, 20, 50, 100, 200, 500].find((years) => (to - from) / (years * 365.25 * DAY) <= most) ?? 1000;
  return everyMonths(from, to, 12 * yearStep).map((at) => ({ at, label: String(new Date(at).getUTCFullYear()) }));
}

function every(from: number, to: number, step: number, origin: number): number[] {
  const first = origin + Math.ceil((from - origin) / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

function everyMonths(from: number, to: number, step: number): number[] {
  const start = new Date(from);
  const times: number[] = [];
  for (let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at > to) return times;
    if (at >= from) times.push(at);
  }
}

function withYears(times: readonly number[], show: (at: number) => string): Tick[] {
  return times.map((at, index) => {
    const year = new Date(at).getUTCFullYear();
    const isNew = index === 0 || new Date(times[index - 1]).getUTCFullYear() !== year;
    return { at, label: isNew ? `${show(at)}\n${year}` : show(at) };
  });
}

/**
 * Horizontal grid lines with their numbers at the left, of every panel where there are several, and the margin that
 * these need.
 */
export function valueAxis(ticks: readonly Tick[], everyPanel = false): { marks: Plot.Markish[]; marginLeft: number } {
  const at = ticks.map((tick) => tick.at);
  return {
    marks: [
      Plot.gridY(at, { stroke: colour("grid"), strokeOpacity: 1 }),
      Plot.axisY(at, {
        tickSize: 0,
        tickPadding: 8,
        label: null,
        color: colour("muted"),
        tickFormat: labelOf(ticks),
        ...(everyPanel ? { facetAnchor: null } : {}),
      }),
    ],
    marginLeft: Math.ceil(Math.max(16, ...ticks.map((tick) => textWidth(tick.label)))) + 10,
  };
}

/** The axis along the bottom, of every panel where there are several. */
export function bottomAxis(ticks: readonly Tick[], everyPanel = false): Plot.Markish {
  return Plot.axisX(
    ticks.map((tick) => tick.at),
    {
      tickSize: 5,
      tickPadding: 4,
      label: null,
      stroke: colour("faint"),
      fill: colour("muted"),
      tickFormat: labelOf(ticks),
      ...(everyPanel ? { facetAnchor: null } : {}),
    },
  );
}

function labelOf(ticks: readonly Tick[]): (at: number | Date) => string {
  const labels = new Map(ticks.map((tick) => [tick.at, tick.label]));
  return (at) => labels.get(Number(at)) ?? "";
}

/** About how wide a text is in a sans-serif font, in pixels; there is nothing to measure with outside a browser. */
export function textWidth(text: string, size: number = fontSize): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfr.,:;'|()[\] ]/.test(character)) width += 0.33;
    else if (/[mwMW@%—]/.test(character)) width += 0.88;
    else if (/[A-Z]/.test(character)) width += 0.68;
    else width += 0.57;
  }
  return 1.05 * width * size;
}
