import { fromTokens } from "../../data/text/token-dataset.ts";
import { expectFinite } from "../saved-folder.ts";
import { DataError, suggest } from "../table/data-error.ts";
import { withEngine } from "../table/engine.ts";
import { openSource } from "../table/open-source.ts";
import { probabilitiesOf } from "./classifier.ts";
import { encodeAll, paddingOf } from "./prepare.ts";
import { loadClassifier, type Manifest, type SavedClassifier } from "./save.ts";
import { classScores, type ClassScores } from "./scores.ts";
import { chooseTextColumn, labelColumnByName, surveyTexts } from "./text-columns.ts";
import type { PredictedTexts } from "./predictions-csv.ts";

export interface ClassifyWithOptions {
  /** The folder that a classifier was saved into. */
  readonly model: string;
  /** A table or query with a column of texts, and perhaps one of labels. */
  readonly source: string;
  /** The column of texts. Default: that of training, else found. */
  readonly text?: string;
}

export interface ClassifiedTexts {
  readonly manifest: Manifest;
  readonly predicted: PredictedTexts;
  /**
   * Scores of the texts whose label is in the source and known to the model; they may include texts that the model was
   * trained on.
   */
  readonly known: { readonly count: number; readonly scores: ClassScores } | null;
}

/** Texts in a batch; a prediction does not depend on what else is in its batch. */
const batchSize = 128;

/** Probabilities of all classes for each text, [texts, classes]. */
export async function classifyTexts(
  { manifest, classifier, reads }: SavedClassifier,
  texts: readonly string[],
): Promise<Float64Array> {
  const classes = manifest.classes.length;
  if (texts.length === 0) return new Float64Array(0);
  const dataset =
    reads === null
      ? { steps: 0, batch: noBatch }
      : fromTokens(
          { x: encodeAll(reads.encoder, texts), y: new Float32Array(texts.length) },
          { ...paddingOf(reads.model, manifest.preset, manifest.length), batchSize, shuffle: false },
        );
  return probabilitiesOf(classifier, { dataset, rows: texts.length }, classes);
}

/** Classifies every text of a table with a saved classifier. The same texts give the same bits as in training. */
export async function classifyWith(options: ClassifyWithOptions): Promise<ClassifiedTexts> {
  const saved = await loadClassifier(options.model);
  const { manifest } = saved;
  const { texts, labels } = await readRows(options, manifest);
  if (texts.length === 0) {
    throw new DataError("holds no text", {
      file: options.source,
      help: "give a table with a column of texts (--text)",
    });
  }
  const { classes } = manifest;
  const probabilities = await classifyTexts(saved, texts);
  expectFinite(options.model, probabilities);
  const indices = new Map(classes.map((name, i) => [name, i]));
  const truth =
    labels === null
      ? null
      : Int32Array.from(labels, (label) => (label === null ? -1 : (indices.get(label.trim()) ?? -1)));
  return {
    manifest,
    predicted: { texts, classes, truth, probabilities },
    known: scoresWhereKnown(probabilities, truth, classes.length),
  };
}

interface Rows {
  readonly texts: readonly string[];
  readonly labels: readonly (string | null)[] | null;
}

/** The texts of a table, and their labels where it has them. */
export async function readRows(
  { source, text }: Omit<ClassifyWithOptions, "model">,
  { columns }: Manifest,
): Promise<Rows> {
  return withEngine(source, async (engine) => {
    const opened = await openSource(engine, source, { longTexts: true });
    const surveys = await surveyTexts(engine, opened);
    const find = (name: string | undefined): (typeof surveys)[number] | undefined =>
      surveys.find((column) => column.name.trim() === name?.trim());
    if (text !== undefined && find(text) === undefined) {
      const names = surveys.map(({ name }) => name);
      throw new DataError(`there is no column "${text}" for the text`, { file: source, help: suggest(text, names) });
    }
    const column = find(text) ?? find(columns?.text) ?? chooseTextColumn(opened.name, surveys);
    const label = columns === null ? labelColumnByName(surveys) : find(columns.label);
    const texts: string[] = [];
    const labels: (string | null)[] = [];
    const expressions = [column.sql, ...(label === undefined ? [] : [label.sql])].join(", ");
    for await (const rows of engine.texts(`SELECT ${expressions} FROM ${opened.relation}`)) {
      for (const row of rows) {
        texts.push(row[0] ?? "");
        if (label !== undefined) labels.push(row[1]);
      }
    }
    return { texts, labels: label === undefined ? null : labels };
  });
}

function scoresWhereKnown(
  probabilities: Float64Array,
  truth: Int32Array | null,
  classes: number,
): ClassifiedTexts["known"] {
  if (truth === null) return null;
  const rows = [...truth.keys()].filter((row) => truth[row] >= 0);
  if (rows.length === 0) return null;
  const own = Float64Array.from({ length: rows.length * classes }, (_, i) => {
    return probabilities[rows[Math.floor(i / classes)] * classes + (i % classes)];
  });
  return {
    count: rows.length,
    scores: classScores(
      own,
      Int32Array.from(rows, (row) => truth[row]),
      classes,
    ),
  };
}

function noBatch(): never {
  throw new Error("a baseline reads no texts");
}
