import { join } from "node:path";
import { z } from "zod";
import { CharacterNgrams } from "../../data/text/character-ngrams.ts";
import { Ngrams } from "../../data/text/ngrams.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import { mostSteps } from "../../files/saved-bounds.ts";
import { encodeModel } from "../../files/model-file.ts";
import { writeFolder } from "../../files/whole-folder.ts";
import type { Model } from "../../models/model.ts";
import { showShape } from "../../tensor/shape.ts";
import { expectAgreement, readSaved, readSavedModel, sayingWhere, type SavedKind } from "../saved-folder.ts";
import type { Classifier } from "./classifier.ts";
import type { ClassifyResult } from "./classify.ts";
import type { Encoder } from "./prepared.ts";
import { predictionsCsv } from "./predictions-csv.ts";
import { classReportData } from "./report-data.ts";
import { bodyOf, isMasked, modelNames, type NetworkName } from "./candidates.ts";
import { summaryOf } from "./summary.ts";

/** classifier.json: all that it takes to classify again, beside the model itself and its words. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-classifier"),
  version: z.literal(1),
  model: z.enum(modelNames),
  preset: z.enum(["quick", "lecture"]),
  /** What it was trained on. */
  source: z.string(),
  /** The columns that texts and labels were read from, where there were any. */
  columns: z.strictObject({ text: z.string(), label: z.string() }).nullable(),
  classes: z.array(z.string()).min(2),
  /** Share of each class among the texts to learn from. */
  shares: z.array(z.number().min(0).max(1)).min(2),
  /** Words of a text that are read, the last ones. */
  length: z.int().positive().max(mostSteps),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What turns texts into indices, with the inverse and how texts become words. */
export type SavedEncoder = Encoder & Pick<Vocabulary, "decode" | "standardize" | "lineBreaks">;

/** A classifier that was saved into a folder. */
export interface SavedClassifier {
  readonly manifest: Manifest;
  readonly classifier: Classifier;
  /** Null for a baseline, which reads nothing. */
  readonly reads: { readonly model: NetworkName; readonly encoder: SavedEncoder } | null;
}

/** The name of the manifest: what tells a folder with a classifier from others. */
export const manifestName = "classifier.json";

/**
 * Writes a classification into a folder, which is made if need be:
 *
 *   classifier.json, and for a trained model model.json, weights.safetensors, vocabulary.json   what `predict` needs
 *   leaderboard.json, histories.json                                                            scores and curves of
 *                                                                                               every model
 *   predictions.csv                                                                             the test texts
 *   report.html                                                                                 everything, to look at
 *
 * Files of an earlier classification there are replaced. Returns the names of the files.
 */
export async function saveClassifier(result: ClassifyResult, folder: string): Promise<readonly string[]> {
  const { classReport } = await import("../../report/classify/class-report.ts");
  const { prepared, classifier, leaderboard, savedProbabilities } = result;
  const model = networkOf(leaderboard.best);
  const files: Record<string, string | Uint8Array> = {
    ...(classifier.kind === "network" ? { ...encodeModel(classifier.model) } : {}),
    ...(model === null ? {} : { [vocabularyName]: json(result.encoderOf(model)) }),
    [manifestName]: json(manifestOf(result)),
    "leaderboard.json": json(summaryOf(result, folder)),
    "histories.json": json(result.histories),
    "predictions.csv": predictionsCsv({
      texts: prepared.testTexts,
      classes: prepared.classes,
      truth: prepared.testLabels,
      probabilities: savedProbabilities,
    }),
    "report.html": classReport(classReportData(result)),
  };
  // The model of an earlier run must not lie beside a baseline's manifest.
  await writeFolder(folder, files, model === null ? ["model.json", "weights.safetensors", vocabularyName] : []);
  return Object.keys(files);
}

const vocabularyName = "vocabulary.json";
const kind: SavedKind = { what: "classifier", help: "give a folder that lookback classify wrote" };

/**
 * Reads back what classifying needs. Throws a DataError when the folder holds no classifier, or its files do not agree.
 */
export async function loadClassifier(folder: string): Promise<SavedClassifier> {
  const manifest = await readSaved(folder, manifestName, manifestSchema, kind);
  const { classes, shares } = manifest;
  expectAgreement(
    folder,
    { file: manifestName, says: `has ${classes.length} classes`, value: classes.length },
    { file: manifestName, says: `shares of ${shares.length}`, value: shares.length },
    kind,
  );
  expectAgreement(
    folder,
    { file: manifestName, says: `has ${classes.length} classes`, value: classes.length },
    { file: manifestName, says: "names one twice", value: new Set(classes).size },
    kind,
  );
  const network = networkOf(manifest.model);
  if (network === null) return { manifest, classifier: { kind: "majority", shares }, reads: null };
  const encoder = decoded(folder, await readSaved(folder, vocabularyName, z.unknown(), kind), network);
  const model = await readSavedModel(folder, kind);
  checkModel(folder, manifest, network, encoder, model);
  return { manifest, classifier: { kind: "network", model }, reads: { model: network, encoder } };
}

/** The model must read the words of the vocabulary, as many as a text has, and give probabilities of the classes. */
function checkModel(
  folder: string,
  { preset, classes, length }: Manifest,
  network: NetworkName,
  encoder: SavedEncoder,
  model: Model,
): void {
  const inputs = [[isMasked(network, preset) ? null : length]];
  const shown = inputs.map(showShape).join(", ");
  expectAgreement(
    folder,
    { file: manifestName, says: `has texts of ${shown} words for ${network}`, value: inputs },
    { file: "model.json", says: `reads ${model.inputs.map(showShape).join(", ")}`, value: model.inputs },
    kind,
  );
  const outputs = [[classes.length === 2 ? 1 : classes.length]];
  expectAgreement(
    folder,
    { file: manifestName, says: `has ${classes.length} classes`, value: outputs },
    { file: "model.json", says: `gives ${model.outputs.map(showShape).join(", ")}`, value: model.outputs },
    kind,
  );
  // Words are looked up by the first layer, whose only weight has a row for each.
  const rows = model.weights[0]?.shape[0] ?? 0;
  expectAgreement(
    folder,
    {
      file: vocabularyName,
      says: `has ${encoder.size} words, with those for padding and the unknown`,
      value: encoder.size,
    },
    { file: "model.json", says: `knows ${rows}`, value: rows },
    kind,
  );
}

function decoded(folder: string, words: unknown, network: NetworkName): SavedEncoder {
  const { reads, ngrams } = bodyOf(network);
  return sayingWhere(join(folder, vocabularyName), "the file was changed or cut off; train again", () =>
    reads === "words"
      ? Vocabulary.fromJSON(words)
      : named((ngrams === "characters" ? CharacterNgrams : Ngrams).fromJSON(words)),
  );
}

/** N-grams whose features can be read. */
function named(ngrams: Ngrams | CharacterNgrams): SavedEncoder {
  return {
    standardize: ngrams.standardize,
    lineBreaks: ngrams.lineBreaks,
    size: ngrams.size,
    encode: (text) => ngrams.encode(text),
    decode: (indices) => Array.from(indices, (index) => ngrams.features[index - 1] ?? "").join(" "),
  };
}

function networkOf(model: string): NetworkName | null {
  const found = modelNames.find((name) => name === model);
  return found === undefined || found === "majority" ? null : found;
}

function manifestOf({ prepared, options, leaderboard }: ClassifyResult): Manifest {
  const { texts, columns, classes, counts, split, length } = prepared;
  return {
    format: "lookback-classifier",
    version: 1,
    model: leaderboard.best,
    preset: options.preset ?? "quick",
    source: texts.source,
    columns,
    classes: [...classes],
    shares: counts.train.map((count) => count / split.train.length),
    length,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
