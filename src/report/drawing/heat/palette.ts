/**
 * The colours of heat maps: dark blue over grey to yellow, told apart in every common colour-vision deficiency.
 * Lightness only rises, so that a copy in grey says the same, and the same colours do on a light and on a dark page.
 */
const stops: readonly (readonly [number, number, number])[] = [
  [8, 34, 84],
  [58, 86, 132],
  [142, 145, 150],
  [205, 184, 98],
  [255, 236, 84],
];

/** Colours 1 … 255 of a picture; 0 stands for a missing number and lets the page show through. */
export const levels = 255;

/** Red, green and blue of the 256 colours, one after the other. */
export const palette: Uint8Array = Uint8Array.from({ length: 3 * (levels + 1) }, (_, i) => {
  const level = Math.max(1, Math.floor(i / 3));
  const place = ((level - 1) / (levels - 1)) * (stops.length - 1);
  const stop = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[stop][i % 3], stops[stop + 1][i % 3]];
  return Math.round(from + (place - stop) * (to - from));
});

/** What the ends of the colours stand for. */
export interface HeatScale {
  readonly low: number;
  readonly high: number;
  /**
   * 1: evenly between the ends. 2: the colour follows the square root (of the size, where low is −high), so that small
   * numbers are seen.
   */
  readonly power: 1 | 2;
}

/** The colour of a number: beyond the ends it is that of the end. */
export function levelOf(value: number | null, { low, high, power }: HeatScale): number {
  if (value === null || !Number.isFinite(value)) return 0;
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  const signed = 2 * share - 1;
  const place = low < 0 ? (1 + Math.sign(signed) * Math.abs(signed) ** (1 / power)) / 2 : share ** (1 / power);
  return 1 + Math.round(place * (levels - 1));
}
