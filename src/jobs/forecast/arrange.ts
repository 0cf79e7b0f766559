import { Scaler } from "../../data/series/scaler.ts";
import type { Split } from "../../data/series/split.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import { OptionError } from "../option-error.ts";
import { DataError } from "../table/data-error.ts";
import { expectRoom } from "./geometry.ts";
import { joinSeries } from "./join-series.ts";
import { withKnownInputs } from "./known-inputs.ts";
import type { Loaded } from "./load.ts";
import type { ForecastOptions } from "./options.ts";
import type { Geometry } from "./prepared.ts";
import type { SeriesRange } from "./series-ranges.ts";

/** Which rows of a series train, validate and test: it has so many, and this index among the series. */
export type SplitOf = (rows: number, index: number) => Split;

interface Arranged {
  readonly table: RegularTable;
  readonly series: readonly SeriesRange[];
  /** Of each series, in rows of the table. */
  readonly splits: readonly Split[];
  /** A sentence on series that are too short, where there are some. */
  readonly leftOut: readonly string[];
}

/** The series in one table, each with its split and scaled by its training rows. */
export function arrange(loaded: Loaded, options: ForecastOptions, geometry: Geometry, splitOf: SplitOf): Arranged {
  const { parts, target, name, holidays } = loaded;
  const furthest = geometry.horizons[geometry.horizons.length - 1];
  const all = parts.map((part, index) => ({
    name: part.name,
    index,
    table: withKnownInputs(part, target, options, geometry.horizons, holidays),
  }));
  const short: string[] = [];
  const usable = all.filter((part) => {
    try {
      expectRoom(part.table, splitOf(part.table.rows, part.index), geometry);
      return true;
    } catch (error) {
      if (part.name === null || !(error instanceof DataError || error instanceof OptionError)) throw error;
      short.push(part.name);
      if (short.length === all.length) throw error;
      return false;
    }
  });
  const { table, ranges } =
    usable.length === 1 && usable[0].name === null
      ? { table: usable[0].table, ranges: [{ from: 0, to: usable[0].table.rows }] }
      : joinSeries(
          usable.map((part) => part.table),
          name,
          furthest,
        );
  const splits = ranges.map(({ from, to }, k): Split => {
    const { train, validation, test } = splitOf(to - from, usable[k].index);
    const moved = (range: Range): Range => ({ from: range.from + from, to: range.to + from });
    return { train: moved(train), validation: moved(validation), test: moved(test) };
  });
  return {
    table,
    splits,
    series: ranges.map((range, k) => ({
      ...range,
      name: usable[k].name,
      scaler: Scaler.fit(table, splits[k].train, table.quality),
    })),
    leftOut:
      short.length === 0
        ? []
        : [`${short.length} of ${all.length} series are too short and left out: ${short.slice(0, 10).join(", ")}.`],
  };
}
