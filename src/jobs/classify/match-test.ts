import { DataError } from "../table/data-error.ts";
import type { LabelledTexts } from "./labelled-texts.ts";

/** Test texts, in the classes of the training texts. */
export interface MatchedTest {
  readonly texts: readonly string[];
  readonly labels: Int32Array;
  /** What is odd about how their source is written, in sentences. */
  readonly oddities: readonly string[];
  /** Texts whose label nobody could learn, by label; they are left out. */
  readonly unseen: readonly { readonly label: string; readonly count: number }[];
}

/** Gives test texts the classes of those to learn from. Throws a DataError where no label is known. */
export function matchTest(test: LabelledTexts, classes: readonly string[]): MatchedTest {
  const indices = new Map(classes.map((name, i) => [name, i]));
  const mapped = test.classes.map((name) => indices.get(name) ?? -1);
  if (mapped.every((index) => index < 0)) {
    const [theirs, ours] = [test.classes, classes].map((names) => names.map((name) => `"${name}"`).join(", "));
    throw new DataError(`its labels are ${theirs}, and those to learn from are ${ours}`, {
      file: test.source,
      help: "write the labels of both files alike",
    });
  }
  const kept = test.texts.flatMap((_, i) => (mapped[test.labels[i]] < 0 ? [] : [i]));
  return {
    texts: kept.map((i) => test.texts[i]),
    labels: Int32Array.from(kept, (i) => mapped[test.labels[i]]),
    oddities: test.oddities,
    unseen: test.classes.flatMap((label, k) =>
      mapped[k] >= 0 ? [] : [{ label, count: test.labels.filter((own) => own === k).length }],
    ),
  };
}

/** How many different texts are, letter by letter, both in the training and the test split. */
export function countDuplicates(learned: Iterable<string>, evaluated: Iterable<string>): number {
  const known = new Set(learned);
  let count = 0;
  for (const text of new Set(evaluated)) if (known.has(text)) count++;
  return count;
}
