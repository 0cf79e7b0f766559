import { formatStep, type Duration } from "../../data/series/durations.ts";
import type { StepUnit } from "../../data/series/grid.ts";
import { rowsOf, type RegularTable } from "../../data/series/table.ts";
import type { Diagnosis as ReportDiagnosis } from "../../report/forecast/forecast-data.ts";
import { aggregateRows, type Aggregate } from "../table/aggregate.ts";
import { DataError, suggest } from "../table/data-error.ts";
import { describeDiagnosis } from "../table/describe.ts";
import { describeRepairs } from "../table/describe-repairs.ts";
import { diagnose, type Diagnosis } from "../table/diagnosis.ts";
import type { SentinelOptions } from "../table/missing-values.ts";
import { placeOf, tablesOfSeries, type RawTable } from "../table/raw-table.ts";
import type { SeriesRows } from "../table/series.ts";
import { readTable } from "../table/read.ts";
import { readingOptions, type ReadingOptions } from "../table/reading-options.ts";
import { repair, type RepairOptions, type Repairs } from "../table/repair.ts";
import { ensureJena, type EnsureJenaOptions } from "../weather/download.ts";
import { simulatedTable } from "../weather/simulated-table.ts";
import { simulatedTimes } from "../weather/write.ts";
import { loadHolidays, type Holidays } from "./holidays.ts";

/** What to do about rows and values that are not there. */
export type GridPolicy = RepairOptions & SentinelOptions;

export interface LoadOptions extends GridPolicy, ReadingOptions {
  /** A path, an SQL query, or "jena". Default: the simulated station. */
  readonly source?: string;
  readonly target?: string;
  readonly features?: readonly string[];
  /** The step of the rows that `aggregate` makes. */
  readonly every?: Duration;
  /** What the rows within `every` become, one row for each such step. Default: "sample", the rows stay as they are. */
  readonly aggregate?: Aggregate;
  /** Inputs from the calendar, of which holidays are loaded. Default: none. */
  readonly calendar?: readonly string[];
  /** Without a target, take the first column that changes. Default: a DataError that names the columns. */
  readonly anyTarget?: boolean;
  /**
   * Take rows one after the other as the source has them, as the lecture does. Default: repair them into a regular
   * table.
   */
  readonly asTheyAre?: boolean;
}

/** A table that windows can be cut from, and what is known of it. */
export interface Loaded {
  /** The series of the source: one, unless an id column tells several apart. */
  readonly parts: readonly SeriesPart[];
  /** That of the first series; prepared, all of them. Ends with the last row whose target was read. */
  readonly table: RegularTable;
  /** The columns that were read; the table may have made ones after them. */
  readonly readColumns: readonly string[];
  /** What the source is called: its path or query, or "simulated weather". */
  readonly name: string;
  readonly simulated: boolean;
  /** Name of the target among the columns. */
  readonly target: string;
  readonly targetColumn: number;
  /** What stands in brackets in the target's name; "" when nothing does. */
  readonly unit: string;
  /** "UTC" or "local time as in the file". */
  readonly clock: string;
  readonly diagnosis: Diagnosis;
  /** What was repaired, counted; null where rows were taken as they are. */
  readonly repairs: Repairs | null;
  /** The holidays that `calendar` names. */
  readonly holidays: Holidays;
  /** The diagnosis as reports show it. */
  readonly shown: ReportDiagnosis;
}

/** One series of a source. */
export interface SeriesPart {
  /** Null where there is only one, which has no name. */
  readonly name: string | null;
  /** Ends with the last row whose target was read. */
  readonly table: RegularTable;
  /** The rows after it, of which other columns may be known; null where there are none. */
  readonly after: RegularTable | null;
}

/** Who is told what while a table is loaded, and what ends a download. */
export interface LoadHooks extends Pick<EnsureJenaOptions, "signal" | "onProgress"> {
  /**
   * Hears the diagnosis as soon as there is one, also when the table then turns out to be of no use; then the repairs.
   */
  readonly onDiagnosis?: (lines: readonly string[]) => void;
}

/** Reads, diagnoses and repairs. Throws a DataError where the source cannot be used. */
export async function load(options: LoadOptions, hooks: LoadHooks = {}): Promise<Loaded> {
  const { raw, simulated } = await readSource(options, hooks);
  const { sentinels, keep } = options;
  const marks = { ...(sentinels === undefined ? {} : { sentinels }), ...(keep === undefined ? {} : { keep }) };
  const [first, ...others] = raw.series === undefined ? [{ name: null, raw }] : tablesOfSeries(raw);
  const diagnosis = diagnose(first.raw, marks);
  const found = [...(raw.series === undefined ? [] : [aboutSeries(raw.series)]), ...describeDiagnosis(diagnosis)];
  hooks.onDiagnosis?.(found);
  if (options.anyTarget !== true) expectOneSeries(raw, diagnosis);
  const target = targetOf(raw, diagnosis, options);
  const regular = options.asTheyAre === true ? rowsAsTheyAre(raw, diagnosis) : repaired(first.raw, diagnosis, options);
  const { repairs, lines } = regular;
  hooks.onDiagnosis?.(lines);
  const part = (name: string | null, table: RegularTable): SeriesPart => ({
    name,
    ...upToTarget(table, raw.columns.indexOf(target)),
  });
  const parts = [
    part(first.name, regular.table),
    ...others.map((other) => part(other.name, repaired(other.raw, diagnose(other.raw, marks), options).table)),
  ];
  expectOneStep(parts);
  const [{ table }] = parts;
  return {
    parts,
    table,
    readColumns: table.columns,
    name: raw.source,
    simulated,
    target,
    targetColumn: table.columns.indexOf(target),
    unit: /[([]([^()[\]]+)[)\]]\s*$/.exec(target)?.[1] ?? "",
    clock: raw.reading.time.zone === "none" ? "local time as in the file" : "UTC",
    diagnosis,
    holidays: await loadHolidays(options.calendar ?? [], raw.reading.time.timeZone),
    repairs,
    shown: {
      lines: [...found, ...lines],
      facts: [
        { label: "rows", value: diagnosis.rows.toLocaleString("en-US") },
        { label: "columns of numbers", value: String(diagnosis.columns.length) },
        { label: "from", value: diagnosis.first },
        { label: "to", value: diagnosis.last },
        { label: "step", value: formatStep({ step: diagnosis.step, unit: diagnosis.stepUnit }) },
      ],
      // The first two lines say what the table is; the others what is odd in it.
      warnings: found.slice(raw.series === undefined ? 2 : 3),
    },
  };
}

function aboutSeries({ column, names, of }: SeriesRows): string {
  return (
    `${names.length.toLocaleString("en-US")} series in column "${column}", ${of.length.toLocaleString("en-US")} rows ` +
    `in all; of the first, ${names[0]}:`
  );
}

function unitOf({ grid }: RegularTable): StepUnit {
  return grid?.unit ?? "fixed";
}

/** The step of a table in words. */
function stepOf(table: RegularTable): string {
  return formatStep({ step: table.step, unit: unitOf(table) });
}

/** Throws a DataError where series have rows at different distances. */
function expectOneStep([first, ...others]: readonly SeriesPart[]): void {
  const other = others.find(({ table }) => table.step !== first.table.step || unitOf(table) !== unitOf(first.table));
  if (other === undefined) return;
  throw new DataError(
    `has a row every ${stepOf(other.table)}, and ${first.table.source} one every ` + stepOf(first.table),
    {
      file: other.table.source,
      help: "bring all series to one step, by SQL for example, or choose one (--id COLUMN=NAME)",
    },
  );
}

/** Parts a table after the last row whose target was read: what comes after is the future. */
function upToTarget(table: RegularTable, target: number): Pick<SeriesPart, "table" | "after"> {
  const width = table.columns.length;
  const isRead = (row: number): boolean =>
    Number.isFinite(table.values[row * width + target]) && table.filled?.[row * width + target] !== 1;
  let rows = table.rows;
  while (rows > 0 && !isRead(rows - 1)) rows--;
  if (rows === table.rows || rows === 0) return { table, after: null };
  return { table: rowsOf(table, 0, rows), after: rowsOf(table, rows, table.rows) };
}

/** Throws a DataError where rows of several series share their times. */
function expectOneSeries({ source, reading: { series } }: RawTable, { duplicates, rows }: Diagnosis): void {
  if (series !== undefined) {
    throw new DataError(`holds ${series.count} series that share their times`, {
      file: source,
      column: series.column,
      help:
        `forecast all of them (--id ${series.column}), or one, such as --id ` +
        `${series.column}=${series.first[0] ?? ""}`,
    });
  }
  if (duplicates.different < 0.2 * rows) return;
  throw new DataError(`${duplicates.count} of ${rows} rows have the time of another row, with other values`, {
    file: source,
    help:
      "name the columns that times stand in (--time date+hour), choose one of several series (--id COLUMN=NAME), or " +
      "average in SQL: SELECT t, avg(x) AS x FROM 'file.csv' GROUP BY 1 ORDER BY 1",
  });
}

function targetOf(raw: RawTable, diagnosis: Diagnosis, { anyTarget = false }: LoadOptions): string {
  const changing = raw.columns.filter((name) => !diagnosis.constant.some(({ column }) => column === name));
  // Where there is one column, there is nothing to choose.
  const any = anyTarget || raw.columns.length === 1;
  const target = raw.targets[0] ?? (any ? (changing[0] ?? raw.columns[0]) : undefined);
  if (target !== undefined) return target;
  throw new DataError("no column was named to be predicted", {
    file: raw.source,
    help: `choose a target (--target): ${raw.columns.map((column) => `"${column}"`).join(", ")}`,
  });
}

/** A table with other columns or another order of them: just `columns`. Throws a DataError when one is missing. */
export function selectColumns(table: RegularTable, columns: readonly string[]): RegularTable {
  const places = columns.map((column) => {
    const place = table.columns.indexOf(column);
    if (place >= 0) return place;
    throw new DataError(`there is no column "${column}", which the model reads`, {
      file: table.source,
      help: suggest(column, table.columns),
    });
  });
  const width = columns.length;
  const values = new (table.values instanceof Float64Array ? Float64Array : Float32Array)(table.rows * width);
  const filled = table.filled === undefined ? undefined : new Uint8Array(table.rows * width);
  for (let row = 0; row < table.rows; row++) {
    for (let k = 0; k < width; k++) {
      const from = row * table.columns.length + places[k];
      values[row * width + k] = table.values[from];
      if (filled !== undefined) filled[row * width + k] = table.filled?.[from] ?? 0;
    }
  }
  return { ...table, columns, values, ...(filled === undefined ? {} : { filled }) };
}

interface SourceTable {
  readonly raw: RawTable;
  readonly simulated: boolean;
}

async function readSource(
  { source, target, features, ...given }: LoadOptions,
  { signal, onProgress }: LoadHooks,
): Promise<SourceTable> {
  const weather = source === undefined || source === "jena";
  const wanted = target ?? (weather ? temperature : undefined);
  const options = {
    ...readingOptions(given),
    ...(wanted === undefined ? {} : { targets: [wanted] }),
    ...(features === undefined ? {} : { features }),
  };
  if (source === undefined) return { raw: await simulatedTable(options), simulated: true };
  if (source !== "jena") {
    const raw = await readTable(source, options);
    return { raw, simulated: raw.reading.time.column === simulatedTimes };
  }
  const { path } = await ensureJena({
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return { raw: await readTable(path, options), simulated: false };
}

/** What is predicted of the weather when nothing else is named. */
export const temperature = "T (degC)";

interface Lines {
  readonly table: RegularTable;
  readonly repairs: Repairs | null;
  readonly lines: readonly string[];
}

function repaired(
  raw: RawTable,
  diagnosis: Diagnosis,
  { gaps, missing, longest, every, aggregate = "sample" }: LoadOptions,
): Lines {
  const policies = {
    ...(gaps === undefined ? {} : { gaps }),
    ...(missing === undefined ? {} : { missing }),
    ...(longest === undefined ? {} : { longest }),
  };
  if (aggregate === "sample" || every === undefined) {
    const { table, repairs } = repair(raw, diagnosis, policies);
    return { table, repairs, lines: linesOf(repairs) };
  }
  // What is refused where it is missing is refused within a step, too.
  if (gaps === "error" || missing === "error") repair(raw, diagnosis, policies);
  const aggregated = aggregateRows(raw, diagnosis, every, aggregate);
  // A sum may look like a sentinel; those of the file are taken out already.
  const { table, repairs } = repair(aggregated.raw, { ...diagnose(aggregated.raw), sentinels: [] }, policies);
  return { table, repairs, lines: [...aggregated.lines, ...linesOf(repairs)] };
}

function linesOf(repairs: Repairs): string[] {
  return describeRepairs(repairs).map((line) => `repaired: ${line}`);
}

function rowsAsTheyAre(raw: RawTable, { step }: Diagnosis): Lines {
  const bad = raw.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const width = raw.columns.length;
    throw new DataError("a value is missing, and the lecture preset takes every row as it is", {
      file: raw.source,
      place: placeOf(raw, Math.floor(bad / width)),
      column: raw.columns[bad % width],
      help: "use the quick preset, which fills missing values, or leave the column out with features",
    });
  }
  return {
    table: { ...raw, step, quality: new Uint8Array(raw.rows) },
    repairs: null,
    lines: ["nothing repaired: the lecture takes rows one after the other as they are"],
  };
}
