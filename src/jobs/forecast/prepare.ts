import { split as splitRows } from "../../data/series/split.ts";
import { Scaler } from "../../data/series/scaler.ts";
import type { Range } from "../../data/series/table.ts";
import type { Windows } from "../../data/series/windows.ts";
import { asOption } from "../option-error.ts";
import { arrange, type SplitOf } from "./arrange.ts";
import { batchSizeFor } from "./budget.ts";
import { changesOf } from "./changes.ts";
import { geometryOf, lookingBack, type Room } from "./geometry.ts";
import type { Loaded } from "./load.ts";
import { mostQuickSteps, type ForecastOptions } from "./options.ts";
import { prepareLecture } from "./prepare-lecture.ts";
import { scaled, type Prepared } from "./prepared.ts";
import type { SeriesRange } from "./series-ranges.ts";
import type { Refitting } from "./train.ts";
import { examplesAt, windowsOf } from "./windows-of.ts";

/** Windows that are validated with after an epoch, at most; all of them count in the end. */
const mostValidated = 12_800;

/**
 * Cuts a table into training, validation and test windows, and scales it by its training rows; several series each by
 * its own. The split is that of the options unless given.
 */
export function prepare(
  loaded: Loaded,
  options: ForecastOptions,
  splitOf: SplitOf = (rows) => asOption(() => splitRows(rows, options.split)),
): Prepared {
  return options.preset === "lecture" ? prepareLecture(loaded, options) : prepareQuick(loaded, options, splitOf);
}

function prepareQuick(loaded: Loaded, options: ForecastOptions, splitOf: SplitOf): Prepared {
  const { seed = 0 } = options;
  const { targetColumn } = loaded;
  const { notes: shortened, ...geometry } = geometryOf(loaded.table, options, roomOf(loaded, splitOf));
  const { table, series, splits, leftOut } = arrange(loaded, options, geometry, splitOf);
  const data = scaled(table, series);
  const rowsToTrain = splits.reduce((sum, { train: { from, to } }) => sum + to - from - geometry.lookback, 0);
  const batchSize = options.batchSize ?? batchSizeFor(rowsToTrain);
  const make = (ranges: readonly Range[], order: "shuffled" | "ordered"): Windows =>
    windowsOf(table, targetColumn, { geometry, data, ranges, order, batchSize, seed });
  const training = splits.map((split) => split.train);
  const train = make(training, "shuffled");
  const lookingBackOn = (name: "validation" | "test"): Range[] =>
    splits.map((split, k) => lookingBack(split[name], series[k], geometry));
  const validationNow = make(lookingBackOn("validation"), "ordered").now;
  const thinning = Math.ceil(validationNow.length / mostValidated);
  return {
    ...loaded,
    table,
    geometry,
    split: splits[0],
    series,
    training,
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
    testNow: make(lookingBackOn("test"), "ordered").now,
    notes: [
      ...leftOut,
      ...shortened,
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

/** Series of fewer rows have no say in how far windows look. */
const fewestRows = 20;

/** Of the series of median length. */
function roomOf({ parts }: Loaded, splitOf: SplitOf): Room {
  const ordered = parts.map(({ table: { rows } }, index) => ({ rows, index })).toSorted((a, b) => a.rows - b.rows);
  const first = Math.max(
    0,
    ordered.findIndex(({ rows }) => rows >= fewestRows),
  );
  const { rows, index } = ordered[(first + ordered.length) >> 1] ?? ordered[first];
  const { train, validation, test } = splitOf(rows, index);
  return { train: train.to - train.from, held: Math.min(validation.to - validation.from, test.to - test.from) };
}

/** What a chosen model is fitted again to: windows of all rows, scaled by all rows. */
export function prepareAll(
  { geometry, table, meaning, targetColumn, batchSize, series: before }: Prepared,
  { seed = 0 }: ForecastOptions,
): Refitting & { readonly series: readonly SeriesRange[] } {
  const series = before.map((one) => ({ ...one, scaler: Scaler.fit(table, one, table.quality) }));
  const data = scaled(table, series);
  const train = windowsOf(table, targetColumn, { geometry, data, ranges: series, order: "shuffled", batchSize, seed });
  return { series, data, train: changesOf(train, targetColumn), geometry, meaning, targetColumn };
}
