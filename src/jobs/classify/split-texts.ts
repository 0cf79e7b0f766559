import { fold, permutation, randomKey } from "../../tensor/random.ts";
import { DataError } from "../table/data-error.ts";
import type { LabelledTexts } from "./labelled-texts.ts";

/** Texts by their places in the source, in the order in which they are taken. */
export interface TextSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  /** Empty where the test texts come from elsewhere. */
  readonly test: Int32Array;
}

/**
 * Shuffles and cuts: first the test texts, where there are no others (a share of `testShare`), then of the rest
 * the last `validationSplit` to choose by, as Keras's validation_split does. Throws a DataError where a class would
 * have no text to learn from.
 */
export function splitTexts(
  { labels, classes, source }: LabelledTexts,
  {
    testShare,
    validationSplit,
    seed,
  }: { readonly testShare: number; readonly validationSplit: number; readonly seed: number },
): TextSplit {
  const order = permutation(fold(randomKey(seed), "order of texts"), labels.length);
  const tested = Math.round(order.length * testShare);
  const rest = order.subarray(tested);
  const learned = Math.floor(rest.length * (1 - validationSplit));
  const split = {
    test: order.subarray(0, tested),
    train: rest.subarray(0, learned),
    validation: rest.subarray(learned),
  };
  const counts = classCounts(labels, split.train, classes.length);
  const lacking = counts.findIndex((count) => count === 0);
  if (lacking >= 0 || split.validation.length === 0 || (testShare > 0 && split.test.length === 0)) {
    const why = lacking < 0 ? "" : `: none of class "${classes[lacking]}" is left to learn from`;
    throw new DataError(`${labels.length} texts are too few for a training, a validation and a test split${why}`, {
      file: source,
      help: "give more texts, or leave out classes that have next to none",
    });
  }
  return split;
}

/** How many of the texts at `rows` are in each class. */
export function classCounts(labels: Int32Array, rows: Int32Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const row of rows) counts[labels[row]]++;
  return counts;
}
