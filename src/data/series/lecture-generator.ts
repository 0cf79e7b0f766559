import { checkOptions } from "../../tensor/options.ts";
import { fold, integers, randomKey } from "../../tensor/random.ts";
import { axes } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Dataset } from "../dataset.ts";
import { exampleGatherer } from "./gather.ts";

export interface LectureGeneratorOptions {
  /** [rows, columns], scaled. */
  readonly data: Tensor;
  /** How many rows back the first input lies. */
  readonly lookback: number;
  /** How many rows ahead the target lies. */
  readonly delay: number;
  /** The first row that may be touched. */
  readonly minIndex: number;
  /** Where the row numbers end, exclusive. Null: rows − delay − 1, as the book has it. */
  readonly maxIndex: number | null;
  /** True: row numbers drawn with replacement, without end. False: one after the other. */
  readonly shuffle: boolean;
  readonly batchSize: number;
  /** Rows from one input to the next. */
  readonly step: number;
  /** Which columns to predict. */
  readonly targets: readonly number[];
  /** Default 0. */
  readonly seed?: number;
}

/** The numbers of batches of the lecture's validation and test passes, for its file of 420,551 rows. */
export const lectureSteps: { readonly validation: number; readonly test: number; readonly exactTest: number } = {
  /** One exact pass over rows 200,001 … 300,000. */
  validation: 769,
  /** What the lecture computes for the rest of the file. It is one batch too many: the last one is the first again. */
  test: 930,
  /** The full batches that there are. */
  exactTest: 929,
};

/**
 * The generator of the lecture, which is that of Chollet, "Deep Learning with Python" (2018), section 6.3.2, row for
 * row:
 *
 *   inputs   row − lookback, row − lookback + step, … below row       x [batch, ⌈lookback / step⌉, columns]
 *   target   row + delay                                             y [batch, targets]
 *
 * so the last input is one step before `row`, and the forecast reaches step + delay rows ahead: with the lecture's
 * numbers 25 hours, not 24. Shuffled, rows are uniform in minIndex + lookback … maxIndex − 1. In order, a pass is made
 * of full batches and starts over as soon as the next batch would reach maxIndex; up to batchSize rows at the end are
 * never used. Targets reach up to delay − 1 rows past maxIndex. Only the draws differ from the book's: they come from
 * our own seeded generator.
 *
 * `windows` is what to use for anything else: its last input is now, it keeps inside its range, and its pass is exact.
 */
export function lectureGenerator(options: LectureGeneratorOptions): Dataset {
  checkOptions("lectureGenerator", options, {
    data: true,
    lookback: true,
    delay: true,
    minIndex: true,
    maxIndex: true,
    shuffle: true,
    batchSize: true,
    step: true,
    targets: true,
    seed: true,
  });
  const { data, lookback, delay, minIndex, shuffle, batchSize, step, targets, seed = 0 } = options;
  const [rows] = axes(data, "rows", "columns");
  const maxIndex = options.maxIndex ?? rows - delay - 1;
  const start = minIndex + lookback;
  const counts = { lookback, step, batchSize };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`lectureGenerator: ${name} ${value} is not an integer of at least 1`);
  }
  if (minIndex < 0 || maxIndex <= start || maxIndex - 1 + delay >= rows) {
    throw new RangeError(
      `lectureGenerator: rows ${start} … ${maxIndex - 1} with inputs ${lookback} rows back and targets ${delay} ` +
        `ahead do not fit into ${rows} rows`,
    );
  }

  const gather = exampleGatherer({
    data,
    steps: Math.ceil(lookback / step),
    offset: -lookback,
    stride: step,
    horizons: [delay],
    targets,
  });
  if (shuffle) {
    const key = fold(randomKey(seed), "lecture generator");
    return { steps: Infinity, batch: (index) => gather(integers(fold(key, index), batchSize, start, maxIndex)) };
  }
  const steps = Math.max(1, Math.ceil((maxIndex - start) / batchSize) - 1);
  return {
    steps,
    batch: (index) => {
      const first = start + (index % steps) * batchSize;
      return gather(Int32Array.from({ length: Math.min(batchSize, maxIndex - first) }, (_, i) => first + i));
    },
  };
}
