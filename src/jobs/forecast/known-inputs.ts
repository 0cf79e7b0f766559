import { formatRows } from "../../data/series/durations.ts";
import { rowQuality, type RegularTable } from "../../data/series/table.ts";
import { timeAfter } from "../../data/series/time-after.ts";
import { OptionError } from "../option-error.ts";
import { calendarFeatures, type CalendarFeature } from "./calendar-features.ts";
import type { Holidays } from "./holidays.ts";
import type { SeriesPart } from "./load.ts";
import type { ForecastOptions } from "./options.ts";

/** Columns that may be added, at most. */
const mostColumns = 96;

/** A column of a table that lies some rows ahead of its own. */
interface KnownColumn {
  readonly name: string;
  /** Its value at a row of the table, or after its last; NaN where it is not known. */
  readonly at: (row: number) => number;
}

/**
 * The table with what is known of the moments predicted as further columns: for each horizon of h rows a column whose
 * row t holds the value of row t + h. Columns named by `known` are given for the rows after the last target too;
 * `calendar` is computed for any row.
 *
 * A row of which one of them is not known becomes a hole: no forecast can be made from it. Throws an OptionError for a
 * column that is not there, and where there would be too many.
 */
export function withKnownInputs(
  part: Pick<SeriesPart, "table" | "after">,
  target: string,
  { known = [], calendar = [] }: Pick<ForecastOptions, "known" | "calendar">,
  horizons: readonly number[],
  holidays?: Holidays,
): RegularTable {
  const { table } = part;
  if (known.length === 0 && calendar.length === 0) return table;
  const added = [
    ...known.flatMap((name) => ahead(part, target, name, horizons)),
    ...ofCalendar(table, calendarFeatures(calendar, holidays), horizons),
  ];
  if (added.length > mostColumns) {
    throw new OptionError(
      `what is known of ${horizons.length} moments ahead makes ${added.length} columns, and ${mostColumns} are the ` +
        "maximum; help: predict fewer moments (--ahead), or name fewer columns (--known, --calendar)",
    );
  }
  const width = table.columns.length;
  const wide = width + added.length;
  const values = new Float64Array(table.rows * wide);
  const filled = table.filled === undefined ? undefined : new Uint8Array(table.rows * wide);
  const quality = Uint8Array.from(table.quality);
  for (let row = 0; row < table.rows; row++) {
    values.set(table.values.subarray(row * width, (row + 1) * width), row * wide);
    filled?.set(table.filled?.subarray(row * width, (row + 1) * width) ?? [], row * wide);
    added.forEach(({ at }, k) => {
      const value = at(row);
      values[row * wide + width + k] = value;
      if (Number.isNaN(value)) quality[row] = rowQuality.hole;
    });
  }
  return {
    ...table,
    columns: [...table.columns, ...added.map(({ name }) => name)],
    values: table.values instanceof Float64Array ? values : Float32Array.from(values),
    quality,
    ...(filled === undefined ? {} : { filled }),
  };
}

/** A column of the file at each horizon. */
function ahead(
  { table, after }: Pick<SeriesPart, "table" | "after">,
  target: string,
  name: string,
  horizons: readonly number[],
): KnownColumn[] {
  const column = table.columns.indexOf(name);
  if (column < 0 || name === target) {
    const others = table.columns.filter((other) => other !== target);
    throw new OptionError(
      `"${name}" cannot be known ahead: it is ` +
        `${name === target ? "the target" : "no column of numbers in the file"}; help: ` +
        (others.length === 0
          ? "the file has no other column of numbers"
          : `choose among ${others.map((other) => `"${other}"`).join(", ")}`),
    );
  }
  const width = table.columns.length;
  const value = (row: number): number => {
    if (row < table.rows) return table.values[row * width + column];
    const later = row - table.rows;
    return after !== null && later < after.rows ? after.values[later * width + column] : NaN;
  };
  return horizons.map((horizon) => ({
    name: `${name} ${distance(horizon, table)} ahead`,
    at: (row) => value(row + horizon),
  }));
}

function ofCalendar(
  table: RegularTable,
  features: readonly CalendarFeature[],
  horizons: readonly number[],
): KnownColumn[] {
  return features.flatMap(({ name, at, turns }) =>
    turns
      ? [{ name, at: (row: number) => at(table.times[row]) }]
      : horizons.map((horizon) => ({
          name: `${name} ${distance(horizon, table)} ahead`,
          at: (row: number) => at(timeAfter(table, row, horizon)),
        })),
  );
}

function distance(rows: number, { step, grid }: RegularTable): string {
  return formatRows(rows, { step, unit: grid?.unit ?? "fixed" });
}
