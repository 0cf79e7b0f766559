import type { Dataset } from "../../data/dataset.ts";
import { exampleGatherer } from "../../data/series/gather.ts";
import { formatDuration, rowsIn, type Duration } from "../../data/series/durations.ts";
import { lectureGenerator } from "../../data/series/lecture-generator.ts";
import { Scaler } from "../../data/series/scaler.ts";
import { split as splitRows, type Split } from "../../data/series/split.ts";
import type { Range, RegularTable } from "../../data/series/table.ts";
import { windows } from "../../data/series/windows.ts";
import { tensor, type Tensor } from "../../tensor/tensor.ts";
import { DataError } from "../table/data-error.ts";
import { changesOf } from "./changes.ts";
import type { Loaded } from "./load.ts";
import { asOption, lecture, mostQuickSteps, OptionError, type ForecastOptions } from "./options.ts";
import type { OutputMeaning } from "./rungs.ts";

/** Where a window lies around now, in rows. */
export interface Geometry {
  /** How far back a window reaches: steps · every. */
  readonly lookback: number;
  /** Rows from one input to the next. */
  readonly every: number;
  /** Inputs in a window; the last one is now. */
  readonly steps: number;
  /** Rows from now to each moment that is predicted. */
  readonly horizons: readonly number[];
}

/** Everything that training a rung needs. */
export interface Prepared extends Loaded {
  readonly geometry: Geometry;
  readonly split: Split;
  readonly scaler: Scaler;
  /** [rows, columns], scaled. */
  readonly data: Tensor;
  readonly batchSize: number;
  /** What networks are trained to put out; the targets of the data sets below are just that. */
  readonly meaning: OutputMeaning;
  /** Training windows in random order. */
  readonly train: Dataset;
  readonly trainWindows: number;
  /** The row that is now in the first training window. */
  readonly firstNow: number;
  readonly stepsPerEpoch: number;
  /** Windows that are validated with after every epoch; a part of all where there are very many. */
  readonly validation: Dataset;
  /** Rows that are now in all validation windows, and in all test windows. */
  readonly validationNow: Int32Array;
  readonly testNow: Int32Array;
  /** Sentences about how this was set up, for people. */
  readonly notes: readonly string[];
}

/** Windows that are validated with after an epoch, at most; all of them count in the end. */
const mostValidated = 12_800;

const hour = 3_600_000;

/** Cuts a table into training, validation and test windows, and scales it by its training rows. */
export function prepare(loaded: Loaded, options: ForecastOptions): Prepared {
  return options.preset === "lecture" ? prepareLecture(loaded, options) : prepareQuick(loaded, options);
}

function prepareQuick(loaded: Loaded, options: ForecastOptions): Prepared {
  const { table, targetColumn } = loaded;
  const { batchSize = 128, seed = 0 } = options;
  const geometry = geometryOf(table, options);
  const split = asOption(() => splitRows(table.rows, options.split));
  expectRoom(loaded, split, geometry);
  const { scaler, data } = scale(loaded, split.train);
  const make = (range: Range, order: "shuffled" | "ordered"): ReturnType<typeof windows> => {
    const { quality, source } = table;
    const { lookback: lookbackRows, every, horizons } = geometry;
    try {
      return windows({
        data,
        lookbackRows,
        every,
        horizons,
        targets: [targetColumn],
        range,
        quality,
        order,
        batchSize,
        seed,
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new DataError(error.message.replace(/; help: .*$/, ""), {
        file: source,
        help: "look back or ahead less, fill longer gaps (longest), or leave out columns with holes (features)",
        cause: error,
      });
    }
  };
  const train = make(split.train, "shuffled");
  const validationNow = make(split.validation, "ordered").now;
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
    testNow: make(split.test, "ordered").now,
    notes:
      thinning === 1
        ? []
        : [
            `After each epoch one validation window in ${thinning} is looked at, to save time; the figures of the leaderboard are of all validation and all test windows.`,
          ],
  };
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

function scale({ table }: Loaded, train: Range): { scaler: Scaler; data: Tensor } {
  const scaler = Scaler.fit(table, train, table.quality);
  return { scaler, data: tensor(scaler.scale(table.values), [table.rows, table.columns.length]) };
}

/** The options' durations in rows, with defaults that suit the step of the table. */
function geometryOf({ step }: RegularTable, { lookback, every, ahead }: ForecastOptions): Geometry {
  const fits = (length: number): boolean => Number.isInteger(length / step);
  const rows = (duration: Duration, name: string): number => asOption(() => rowsIn(duration, step, name));
  const everyRows = every === undefined ? (fits(hour) ? hour / step : 1) : rows(every, "every");
  const tenDays = (240 * hour) / step;
  const lookbackRows =
    lookback === undefined
      ? step <= hour
        ? Math.floor(tenDays / everyRows) * everyRows
        : 60 * everyRows
      : rows(lookback, "lookback");
  if (lookbackRows % everyRows !== 0) {
    throw new OptionError(
      `lookback ${formatDuration(lookbackRows * step)} is not a multiple of every ${formatDuration(everyRows * step)}; help: choose lengths that fit`,
    );
  }
  const horizons =
    ahead === undefined ? [Math.max(1, Math.round((24 * hour) / step))] : ahead.map((length) => rows(length, "ahead"));
  return {
    lookback: lookbackRows,
    every: everyRows,
    steps: lookbackRows / everyRows,
    horizons: [...new Set(horizons)].toSorted((a, b) => a - b),
  };
}

/** Throws a DataError that says what would fit when a stretch is shorter than one window. */
function expectRoom({ table }: Loaded, split: Split, { steps, every, lookback, horizons }: Geometry): void {
  const furthest = horizons[horizons.length - 1];
  const needed = (steps - 1) * every + 1 + furthest;
  for (const [name, { from, to }] of Object.entries(split)) {
    const held = to - from;
    if (held >= needed) continue;
    const length = (rows: number): string => `${rows} rows (${formatDuration(rows * table.step)})`;
    // Half of the stretch for looking back leaves windows to choose from.
    const room = Math.floor((held - furthest) / 2 / every) * every;
    const shorter = room > 0 ? `lookback ${formatDuration(room * table.step)} or less` : "ahead less far";
    throw new DataError(
      `the ${name} stretch has ${length(held)}, and one window needs ${length(needed)}: ${formatDuration(lookback * table.step)} back and ${formatDuration(furthest * table.step)} ahead`,
      { file: table.source, help: `try ${shorter}, or give more rows` },
    );
  }
}

/**
 * The lecture's set-up, row for row, by its own generator: rows as they come, three ranges that overlap by their targets, a forecast that
 * reaches one step further than it says.
 */
function prepareLecture(loaded: Loaded, options: ForecastOptions): Prepared {
  const { table, targetColumn } = loaded;
  const { batchSize = lecture.batchSize, seed = 0 } = options;
  const { lookback, step, delay } = lecture;
  const { rows } = table;
  const whole = rows === lecture.rows;
  const trainEnd = whole ? lecture.trainEnd : Math.round((rows * lecture.trainEnd) / lecture.rows);
  const validationEnd = whole ? lecture.validationEnd : Math.round((rows * lecture.validationEnd) / lecture.rows);
  const testStart = validationEnd + 1;
  const shortest = Math.min(trainEnd, validationEnd - trainEnd - 1, rows - delay - 1 - testStart);
  if (shortest <= lookback + batchSize) {
    throw new DataError(
      `has ${rows} rows, too few for the lecture's windows of ${lookback} rows in three ranges of the lecture's proportions`,
      { file: table.source, help: "use the quick preset, with lookback and ahead to suit" },
    );
  }
  const { scaler, data } = scale(loaded, { from: 0, to: trainEnd });
  const shared = { data, lookback, delay, step, batchSize, targets: [targetColumn], seed };
  const train = lectureGenerator({ ...shared, minIndex: 0, maxIndex: trainEnd, shuffle: true });
  const validation = lectureGenerator({
    ...shared,
    minIndex: trainEnd + 1,
    maxIndex: validationEnd,
    shuffle: false,
  });
  const test = lectureGenerator({ ...shared, minIndex: testStart, maxIndex: null, shuffle: false });
  // The last input, which is what the model knows last, lies one step before the generator's row.
  const nowOf = (start: number, batches: number): Int32Array =>
    Int32Array.from({ length: batches * batchSize }, (_, i) => start + lookback - step + i);
  const batchesOf = (length: number): number => Math.floor((length - lookback) / batchSize);
  const validationSteps = batchesOf(validationEnd - (trainEnd + 1));
  const testSteps = batchesOf(rows - testStart);
  const horizon = delay + step;
  const hours = (horizon * table.step) / hour;
  return {
    ...loaded,
    geometry: { lookback, every: step, steps: lookback / step, horizons: [horizon] },
    split: {
      train: { from: 0, to: trainEnd },
      validation: { from: trainEnd + 1, to: validationEnd },
      test: { from: testStart, to: rows },
    },
    scaler,
    data,
    batchSize,
    meaning: "value",
    train,
    trainWindows: trainEnd - lookback,
    firstNow: lookback - step,
    stepsPerEpoch: options.stepsPerEpoch ?? lecture.stepsPerEpoch,
    validation,
    validationNow: nowOf(trainEnd + 1, validation.steps),
    testNow: nowOf(testStart, test.steps),
    notes: [
      `Lecture preset: windows of ${lookback} rows with one input in ${step}, target ${delay} rows ahead of the generator's row, batches of ${batchSize}, RMSprop, mean absolute error.` +
        (whole
          ? ""
          : ` This table has ${rows} rows where the lecture's has ${lecture.rows}: the three ranges, 0–${trainEnd}, ${trainEnd + 1}–${validationEnd} and ${testStart}–end, are in the same proportions.`),
      `The last input lies one step before the generator's row, so this is a forecast ${horizon} rows ahead, ${Number(hours.toFixed(2))} hours where the delay alone says ${Number((hours - (step * table.step) / hour).toFixed(2))}. The naive forecast is judged at the same distance.`,
      `The lecture's formulas give val_steps = ${validationSteps} and test_steps = ${testSteps}. Validation here is ${validation.steps} batches; the test pass is the ${test.steps} full batches that there are${test.steps < testSteps ? ", without the one that the lecture's generator would repeat from the start" : ""}.`,
    ],
  };
}
