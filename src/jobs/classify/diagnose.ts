import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { LabelledTexts } from "./labelled-texts.ts";
import type { Loaded } from "./load.ts";
import type { Prepared } from "./prepared.ts";

interface Facts
  extends Pick<Loaded, "testSource" | "columns">, Pick<Prepared, "counts" | "unseen" | "duplicates" | "length"> {
  readonly texts: LabelledTexts;
  readonly vocabulary: Vocabulary;
  readonly oddities: readonly string[];
  /** Texts for training, validation and test that hold no word. */
  readonly wordless: readonly number[];
  /** Words in some of the texts to learn from. */
  readonly lengths: readonly number[];
}

/** A class this many times as frequent as another is worth a warning. */
const unbalanced = 3;

/** What is in the texts and odd in them: lines to print, and sentences to keep in mind. */
export function diagnose(facts: Facts): { readonly diagnosis: readonly string[]; readonly notes: readonly string[] } {
  const { texts, columns, testSource, counts, unseen, duplicates, vocabulary, length, lengths, oddities, wordless } =
    facts;
  const { classes, leftOut } = texts;
  const total = (perClass: readonly number[]): string =>
    counted(
      perClass.reduce((sum, n) => sum + n, 0),
      "text",
    );
  const perClass = classes.map(
    (_, k) => counts.train[k] + counts.validation[k] + (testSource === null ? counts.test[k] : 0),
  );
  const sorted = lengths.toSorted((a, b) => a - b);
  const cut = lengths.filter((words) => words > length).length / lengths.length;
  const [fewest, most] = [Math.min(...perClass), Math.max(...perClass)];
  const rowsLeftOut = [
    ...(leftOut.withoutText === 0 ? [] : [`${counted(leftOut.withoutText, "row")} without a text`]),
    ...(leftOut.withoutLabel === 0 ? [] : [`${counted(leftOut.withoutLabel, "row")} without a label`]),
    ...(leftOut.unreadable === 0 ? [] : [`${counted(leftOut.unreadable, "line")} that do not fit the columns`]),
  ];
  const empty = wordless.reduce((sum, n) => sum + n, 0);
  const notes = [
    ...oddities,
    ...(vocabulary.standardize === "segmented"
      ? ["The texts have no spaces between words: words are found by dictionaries (Intl.Segmenter)."]
      : []),
    ...(most > unbalanced * fewest
      ? [
          `The classes are unbalanced: ${counted(most, "text")} of "${classes[perClass.indexOf(most)]}", ` +
            `${counted(fewest, "text")} of "${classes[perClass.indexOf(fewest)]}". Look at F1 per class, not at the ` +
            "accuracy alone.",
        ]
      : []),
    ...(duplicates === 0
      ? []
      : [`${counted(duplicates, "text")} ${duplicates === 1 ? "is" : "are"} both in the training and the test split.`]),
    ...(rowsLeftOut.length === 0 ? [] : [`Left out: ${rowsLeftOut.join(", ")}.`]),
    ...(empty === 0
      ? []
      : [
          `${counted(empty, "text")} ${empty === 1 ? "holds" : "hold"} no word, only punctuation ` +
            `(${wordless.join(", ")} in training, validation and test): all of them get the same answer.`,
        ]),
    ...unseen.map(
      ({ label, count }) =>
        `Left out of the test: ${counted(count, "text")} of "${label}", a class that is not in the training split.`,
    ),
  ];
  return {
    notes,
    diagnosis: [
      `${texts.source}: ${counted(texts.texts.length, "text")}` +
        (columns === null ? "" : `, texts in "${columns.text}", labels in "${columns.label}"`),
      `classes: ${listed(classes.map((name, k) => `${name} (${perClass[k].toLocaleString("en-US")})`))}`,
      `words in a text: ${sorted[Math.floor(sorted.length / 2)]} in the median, ${sorted.at(-1)} at most; ` +
        `${Math.round(100 * cut)} % of the texts are cut to their last ${length}`,
      `known words: ${vocabulary.size.toLocaleString("en-US")}, learned from the training texts alone`,
      `training ${total(counts.train)}, validation ${total(counts.validation)}, ` +
        `test ${total(counts.test)}${testSource === null ? "" : ` (${testSource})`}`,
      ...notes,
    ],
  };
}

/** At most ten, and how many more. */
function listed(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} and ${names.length - 10} more`;
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en-US")} ${thing}${count === 1 ? "" : "s"}`;
}
