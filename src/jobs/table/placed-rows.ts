import { formatDuration } from "../../data/series/durations.ts";
import { gridIndex } from "../../data/series/grid.ts";
import { DataError } from "./data-error.ts";
import { plural } from "./describe.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { RawTable } from "./raw-table.ts";
import { offGrid, type Timeline } from "./timeline.ts";

/** For each row to be, the row of the source that it is; −1 where there is none. */
export interface PlacedRows {
  readonly from: Int32Array;
  readonly added: number;
  readonly dropped: number;
  readonly moved: number;
}

/** Rows that follow each other as they are, each time once. */
export function followingRows({ times }: RawTable, { order }: Timeline): PlacedRows {
  const from = order.filter((row, i) => i === 0 || times[row] !== times[order[i - 1]]);
  return { from, added: 0, dropped: order.length - from.length, moved: 0 };
}

/** Each row at the step that is nearest to its time. Throws a DataError for times that keep to no step. */
export function rowsOnGrid(raw: RawTable, timeline: Timeline): PlacedRows {
  const { times } = raw;
  const { order, step, regularity } = timeline;
  const rows = gridIndex(timeline, times[order[order.length - 1]]) + 1;
  if (regularity < 0.5 || rows > 20 * raw.rows) {
    const problem =
      regularity < 0.5
        ? `times are irregular: the most frequent step is ${formatDuration(step)}, and ` +
          `${Math.round(100 * regularity)} % of the rows keep to it`
        : `almost all rows are missing: with one every ${formatDuration(step)} there would be ${rows}, and there ` +
          `are ${raw.rows}`;
    const help =
      `average onto steps in SQL: SELECT time_bucket(INTERVAL '1 hour', t) AS t, avg(x) AS x FROM ` +
      `'file.csv' GROUP BY 1 ORDER BY 1; or let rows follow each other as they are (gaps: "ignore")`;
    throw new DataError(problem, { file: raw.source, help });
  }
  const from = new Int32Array(rows).fill(-1);
  let [dropped, moved, present] = [0, 0, 0];
  for (const row of order) {
    const point = gridIndex(timeline, times[row]);
    const there = from[point];
    if (there < 0) {
      from[point] = row;
      present++;
      continue;
    }
    dropped++;
    if (offGrid(timeline, times[row]) < offGrid(timeline, times[there])) from[point] = row;
  }
  for (const row of from) if (row >= 0 && offGrid(timeline, times[row]) > 0) moved++;
  return { from, added: rows - present, dropped, moved };
}

/** That rows are not there, where that is to be an error. */
export function gapError(raw: RawTable, { gaps }: Diagnosis): DataError {
  const [gap] = gaps.first;
  return new DataError(
    `${plural(gaps.missingRows, "row")} missing in ${plural(gaps.count, "gap")}, the first from ${gap.from} ` +
      `to ${gap.to}`,
    {
      file: raw.source,
      place: gap.place.line === null ? `row ${gap.place.row}` : `line ${gap.place.line}`,
      help: 'fill short gaps (gaps: "interpolate" or "previous")',
    },
  );
}
