import type { Dataset } from "../../data/dataset.ts";
import { exampleGatherer } from "../../data/series/gather.ts";
import { formatRows, rowsIn, type Duration } from "../../data/series/durations.ts";
import type { StepUnit } from "../../data/series/grid.ts";
import { split as splitRows, type Split } from "../../data/series/split.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import type { Scaler } from "../../data/series/scaler.ts";
import { windows, type Windows } from "../../data/series/windows.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DataError } from "../table/data-error.ts";
import { batchSizeFor } from "./budget.ts";
import { withKnownInputs } from "./known-inputs.ts";
import { changesOf } from "./changes.ts";
import type { Loaded } from "./load.ts";
import { mostQuickSteps, type ForecastOptions } from "./options.ts";
import { asOption, OptionError } from "../option-error.ts";
import { prepareLecture } from "./prepare-lecture.ts";
import { scale, type Geometry, type Prepared } from "./prepared.ts";
import type { Refitting } from "./train.ts";

/** Windows that are validated with after an epoch, at most; all of them count in the end. */
const mostValidated = 12_800;

const hour = 3_600_000;

/**
 * Cuts a table into training, validation and test windows, and scales it by its training rows. The split is that of the
 * options unless given.
 */
export function prepare(loaded: Loaded, options: ForecastOptions, split?: Split): Prepared {
  return options.preset === "lecture" ? prepareLecture(loaded, options) : prepareQuick(loaded, options, split);
}

function prepareQuick(
  read: Loaded,
  options: ForecastOptions,
  split: Split = asOption(() => splitRows(read.table.rows, options.split)),
): Prepared {
  const geometry = geometryOf(read.table, options);
  const loaded = withKnownInputs(read, options, geometry.horizons);
  const { targetColumn } = loaded;
  const { seed = 0 } = options;
  const batchSize = options.batchSize ?? batchSizeFor(split.train.to - split.train.from - geometry.lookback);
  expectRoom(loaded, split, geometry);
  const { scaler, data } = scale(loaded, split.train);
  const make = (range: Range, order: "shuffled" | "ordered"): Windows =>
    windowsOf(loaded, { geometry, data, range, order, batchSize, seed });
  const train = make(split.train, "shuffled");
  const validationNow = make(lookingBack(split.validation, geometry), "ordered").now;
  const thinning = Math.ceil(validationNow.length / mostValidated);
  return {
    ...loaded,
    geometry,
    split,
    scaler,
    data,
    batchSize,
    meaning: "change",
    train: changesOf(train, targetColumn),
    trainWindows: train.now.length,
    firstNow: train.now[0],
    stepsPerEpoch: options.stepsPerEpoch ?? Math.min(train.steps, mostQuickSteps),
    validation: changesOf(
      examplesAt(
        data,
        validationNow.filter((_, i) => i % thinning === 0),
        geometry,
        targetColumn,
        batchSize,
      ),
      targetColumn,
    ),
    validationNow,
    testNow: make(lookingBack(split.test, geometry), "ordered").now,
    notes: [
      "The models read a window relative to its own means, predict by how much the target changes from its last " +
        "reading, and start as the naive forecast.",
      ...(thinning === 1
        ? []
        : [
            `After each epoch one validation window in ${thinning} is looked at, to save time; the figures of the ` +
              "leaderboard are of all validation and all test windows.",
          ]),
    ],
  };
}

/** Rows from the first input of a window to now. */
export function reachOf({ steps, every }: Geometry): number {
  return (steps - 1) * every;
}

/** A range whose first row can be now: its windows look back on the rows before it, which predict nothing of it. */
function lookingBack({ from, to }: Range, geometry: Geometry): Range {
  return { from: Math.max(0, from - reachOf(geometry)), to };
}

/** What a chosen model is fitted again to: windows of all rows, scaled by all rows. */
export function prepareAll(prepared: Prepared, { seed = 0 }: ForecastOptions): Refitting & { readonly scaler: Scaler } {
  const { geometry, table, meaning, targetColumn, batchSize } = prepared;
  const range = { from: 0, to: table.rows };
  const { scaler, data } = scale(prepared, range);
  const train = windowsOf(prepared, { geometry, data, range, order: "shuffled", batchSize, seed });
  return { scaler, data, train: changesOf(train, targetColumn), geometry, meaning, targetColumn };
}

interface WindowChoice {
  readonly geometry: Geometry;
  /** [rows, columns], scaled. */
  readonly data: Tensor;
  readonly range: Range;
  readonly order: "shuffled" | "ordered";
  readonly batchSize: number;
  readonly seed: number;
}

/** The windows of a range. Throws a DataError where not one fits. */
function windowsOf({ table, targetColumn }: Loaded, { geometry, ...choice }: WindowChoice): Windows {
  const { quality, source } = table;
  const unknownTargets = unknownRows(table, targetColumn);
  const { lookback: lookbackRows, every, horizons } = geometry;
  try {
    return windows({
      ...choice,
      lookbackRows,
      every,
      horizons,
      targets: [targetColumn],
      quality,
      ...(unknownTargets === undefined ? {} : { unknownTargets }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(error.message.replace(/; help: .*$/, ""), {
      file: source,
      help: "look back or ahead less, fill longer gaps (longest), or leave out columns with holes (features)",
      cause: error,
    });
  }
}

/** [rows] 1 where the target was filled in; none where it was read everywhere. */
function unknownRows({ filled, rows, columns }: RegularTable, targetColumn: number): Uint8Array | undefined {
  if (filled === undefined) return undefined;
  return Uint8Array.from({ length: rows }, (_, row) => filled[row * columns.length + targetColumn]);
}

/** Windows of given rows as batches in order. */
function examplesAt(
  data: Tensor,
  now: Int32Array,
  { steps, every, horizons }: Geometry,
  target: number,
  batchSize: number,
): Dataset {
  const gather = exampleGatherer({
    data,
    steps,
    offset: -(steps - 1) * every,
    stride: every,
    horizons,
    targets: [target],
  });
  return {
    steps: Math.ceil(now.length / batchSize),
    batch: (index) => gather(now.slice(index * batchSize, (index + 1) * batchSize)),
  };
}

/** Rows that a window looks back on where they are more than an hour apart: a year, or four weeks, of a calendar. */
const calendarLookback: Readonly<Record<StepUnit, number>> = {
  fixed: 60,
  "business day": 20,
  month: 12,
  quarter: 8,
  year: 5,
};

/** The options' durations in rows, with defaults that suit the step of the table. */
function geometryOf({ step, grid }: RegularTable, { lookback, every, ahead, horizon }: ForecastOptions): Geometry {
  const unit = grid?.unit ?? "fixed";
  const fits = (length: number): boolean => Number.isInteger(length / step);
  const rows = (duration: Duration, name: string): number => asOption(() => rowsIn(duration, step, name, unit));
  const long = (count: number): string => formatRows(count, { step, unit });
  const everyRows = every === undefined ? (fits(hour) ? hour / step : 1) : rows(every, "every");
  const tenDays = (240 * hour) / step;
  const lookbackRows =
    lookback === undefined
      ? step <= hour
        ? Math.floor(tenDays / everyRows) * everyRows
        : calendarLookback[unit] * everyRows
      : rows(lookback, "lookback");
  if (lookbackRows % everyRows !== 0) {
    throw new OptionError(
      `lookback ${long(lookbackRows)} is not a multiple of every ` +
        `${long(everyRows)}; help: choose lengths that fit`,
    );
  }
  const horizons =
    horizon !== undefined
      ? Array.from({ length: rows(horizon, "horizon") }, (_, i) => i + 1)
      : ahead === undefined
        ? [Math.max(1, Math.round((24 * hour) / step))]
        : ahead.map((length) => rows(length, "ahead"));
  return {
    lookback: lookbackRows,
    every: everyRows,
    steps: lookbackRows / everyRows,
    horizons: [...new Set(horizons)].toSorted((a, b) => a - b),
  };
}

/**
 * Throws a DataError that says what would fit when the training split is shorter than one window, or one of the others
 * than the distance ahead; those look back on the rows before them.
 */
function expectRoom({ table }: Loaded, split: Split, geometry: Geometry): void {
  const { every, lookback, horizons } = geometry;
  const furthest = horizons[horizons.length - 1];
  const long = (rows: number): string => formatRows(rows, { step: table.step, unit: table.grid?.unit ?? "fixed" });
  const length = (rows: number): string => `${rows} rows (${long(rows)})`;
  for (const [name, { from, to }] of Object.entries(split)) {
    const held = to - from;
    const back = name === "train" ? reachOf(geometry) : 0;
    const needed = back + 1 + furthest;
    if (held >= needed) continue;
    // Half of the split for looking back leaves windows to choose from.
    const room = back === 0 ? 0 : Math.floor((held - furthest) / 2 / every) * every;
    const shorter = room > 0 ? `lookback ${long(room)} or less` : "ahead less far";
    throw new DataError(
      `the ${name} split has ${length(held)}, and one window needs ${length(needed)}: ` +
        `${back === 0 ? "" : `${long(lookback)} back and `}${long(furthest)} ahead`,
      { file: table.source, help: `try ${shorter}, or give more rows` },
    );
  }
}
