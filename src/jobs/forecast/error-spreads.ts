import { seriesAt, unitsOf, type SeriesRange } from "./series-ranges.ts";

/** So many forecasts of all series count beside those of one, so that a few lucky ones do not make an interval of 0. */
const borrowed = 5;

/** The mean absolute error of each row's forecasts, [now.length], in units; NaN where no truth is known. */
export function meanLosses(forecast: Float64Array, truth: Float64Array, units: Float64Array): Float64Array {
  const horizons = truth.length / units.length;
  return units.map((unit, i) => {
    let [sum, count] = [0, 0];
    for (let k = i * horizons; k < (i + 1) * horizons; k++) {
      if (Number.isNaN(truth[k])) continue;
      sum += Math.abs(forecast[k] - truth[k]);
      count++;
    }
    return sum / count / unit;
  });
}

/**
 * The series with how large their errors are beside those of all, from the mean absolute errors of forecasts from the
 * rows `now` in units: a large shop may be no harder to tell than a small one, and its intervals are then as narrow.
 */
export function withSpreads(
  series: readonly SeriesRange[],
  now: Int32Array,
  losses: Float64Array,
): readonly SeriesRange[] {
  if (series.length === 1) return series;
  const sums = new Map(series.map((one) => [one, { loss: 0, count: 0 }]));
  const all = { loss: 0, count: 0 };
  losses.forEach((loss, i) => {
    if (Number.isNaN(loss)) return;
    for (const sum of [all, sums.get(seriesAt(series, now[i]))]) {
      if (sum === undefined) continue;
      sum.loss += loss;
      sum.count++;
    }
  });
  const mean = all.loss / all.count;
  return series.map((one) => {
    const { loss, count } = sums.get(one) ?? { loss: 0, count: 0 };
    const spread = (loss + borrowed * mean) / (count + borrowed) / mean;
    return { ...one, spread: spread > 0 && Number.isFinite(spread) ? spread : 1 };
  });
}

/** What intervals around forecasts from the rows `now` are measured in, [now.length]: units, by each series' spread. */
export function intervalUnitsOf(series: readonly SeriesRange[], now: Int32Array, target: number): Float64Array {
  return unitsOf(series, now, target).map((unit, i) => unit * (seriesAt(series, now[i]).spread ?? 1));
}
