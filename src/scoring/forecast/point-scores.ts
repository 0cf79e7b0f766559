/**
 * Symmetric mean absolute percentage error, 0 to 200 %, as in the M3 and M4 competitions:
 *   100/n · Σ 2·|y − ŷ| / (|y| + |ŷ|)
 * Where both are 0 the term is 0. Pairs without a truth (NaN) do not count; null where none does.
 */
export function symmetricPercentageError(forecast: Float64Array, truth: Float64Array): number | null {
  let [sum, count] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const [y, predicted] = [truth[i], forecast[i]];
    if (Number.isNaN(y)) continue;
    count++;
    const size = Math.abs(y) + Math.abs(predicted);
    if (size > 0) sum += (200 * Math.abs(y - predicted)) / size;
  }
  return count === 0 || !Number.isFinite(sum) ? null : sum / count;
}

/**
 * What mean absolute scaled errors are measured in (Hyndman and Koehler 2006): the mean absolute error of the seasonal
 * naive forecast within the training rows, Σ |y_t − y_{t−m}| / (n − m), in the target's unit. Null where it is 0 or
 * there are no two rows a season apart.
 */
export function seasonalNaiveError(values: Float64Array, season: number): number | null {
  let [sum, count] = [0, 0];
  for (let row = season; row < values.length; row++) {
    const change = Math.abs(values[row] - values[row - season]);
    if (Number.isNaN(change)) continue;
    sum += change;
    count++;
  }
  return count === 0 || sum === 0 ? null : sum / count;
}
