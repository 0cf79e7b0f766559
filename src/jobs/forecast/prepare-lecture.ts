import { lectureGenerator } from "../../data/series/lecture-generator.ts";
import { Scaler } from "../../data/series/scaler.ts";
import { DataError } from "../table/data-error.ts";
import type { Loaded } from "./load.ts";
import { lecture, type ForecastOptions } from "./options.ts";
import { scaled, type Prepared } from "./prepared.ts";

const hour = 3_600_000;

/**
 * The lecture's set-up, row for row, by its own generator: rows as they come, three ranges that overlap by their
 * targets, a forecast that reaches one step further than it says.
 */
export function prepareLecture(loaded: Loaded, options: ForecastOptions): Prepared {
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
      `has ${rows} rows, too few for the lecture's windows of ${lookback} rows in three ranges of the lecture's ` +
        "proportions",
      { file: table.source, help: "use the quick preset, with lookback and ahead to suit" },
    );
  }
  const training = { from: 0, to: trainEnd };
  const series = [{ name: null, from: 0, to: rows, scaler: Scaler.fit(table, training, table.quality) }];
  const data = scaled(table, series);
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
    series,
    training: [training],
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
      `Lecture preset: windows of ${lookback} rows with one input in ${step}, target ${delay} rows ahead of the ` +
        `generator's row, batches of ${batchSize}, RMSprop, mean absolute error.` +
        (whole
          ? ""
          : ` This table has ${rows} rows where the lecture's has ${lecture.rows}: the three ranges, ` +
            `0–${trainEnd}, ${trainEnd + 1}–${validationEnd} and ${testStart}–end, are in the same proportions.`),
      `The last input lies one step before the generator's row, so this is a forecast ${horizon} rows ahead, ` +
        `${Number(hours.toFixed(2))} hours where the delay alone says ` +
        `${Number((hours - (step * table.step) / hour).toFixed(2))}. The naive forecast is evaluated at the same ` +
        "distance.",
      `The lecture's formulas give val_steps = ${validationSteps} and test_steps = ${testSteps}. Validation here ` +
        `is ${validation.steps} batches; the test pass is the ${test.steps} full batches that there ` +
        "are" +
        (test.steps < testSteps ? ", without the one that the lecture's generator would repeat from the start." : "."),
    ],
  };
}
