import { rowQuality, type Range, type RegularTable } from "../../data/series/table.ts";
import { timeAfter } from "../../data/series/time-after.ts";

/** Several series as one table, one below the other, and where each lies. */
export interface JoinedSeries {
  readonly table: RegularTable;
  readonly ranges: readonly Range[];
}

/**
 * Puts tables of the same columns and step below each other. After each come `gap` rows of which only the times are
 * known, as the table's calendar goes on: no window reaches from one series into the next, and what lies ahead of a
 * series' last row is unknown.
 */
export function joinSeries(tables: readonly RegularTable[], source: string, gap: number): JoinedSeries {
  const [first] = tables;
  const width = first.columns.length;
  const rows = tables.reduce((sum, table) => sum + table.rows + gap, 0);
  const wide = tables.some(({ values }) => values instanceof Float64Array);
  const values = new (wide ? Float64Array : Float32Array)(rows * width).fill(NaN);
  const times = new Float64Array(rows);
  const quality = new Uint8Array(rows).fill(rowQuality.hole);
  const filled = new Uint8Array(rows * width);
  let from = 0;
  const ranges = tables.map((table): Range => {
    const to = from + table.rows;
    values.set(table.values, from * width);
    times.set(table.times, from);
    quality.set(table.quality, from);
    if (table.filled !== undefined) filled.set(table.filled, from * width);
    for (let k = 1; k <= gap; k++) times[to + k - 1] = timeAfter(table, table.rows - 1, k);
    const range = { from, to };
    from = to + gap;
    return range;
  });
  const { grid: _grid, ...calendar } = first;
  return {
    table: {
      ...calendar,
      source,
      rows,
      values,
      times,
      quality,
      ...(tables.some((table) => table.filled !== undefined) ? { filled } : {}),
    },
    ranges,
  };
}
