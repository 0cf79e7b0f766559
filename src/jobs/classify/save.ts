import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Ngrams } from "../../data/text/ngrams.ts";
import { Vocabulary } from "../../data/text/vocabulary.ts";
import { writeFilesAtomic } from "../../files/atomic.ts";
import { loadModel } from "../../files/folder.ts";
import { encodeModel } from "../../files/model-file.ts";
import { classReport } from "../../report/classify/class-report.ts";
import { DataError } from "../table/data-error.ts";
import type { Classifier } from "./classifier.ts";
import type { ClassifyResult } from "./classify.ts";
import type { Encoder } from "./prepare.ts";
import { predictionsCsv } from "./predictions-csv.ts";
import { classReportData } from "./report-data.ts";
import { bodyOf, rungNames, type NetworkName } from "./rungs.ts";
import { summaryOf } from "./summary.ts";

/** classifier.json: all that it takes to classify again, beside the model itself and its words. */
const manifestSchema = z.strictObject({
  format: z.literal("lookback-classifier"),
  version: z.literal(1),
  rung: z.enum(rungNames),
  preset: z.enum(["quick", "lecture"]),
  /** What it was trained on. */
  source: z.string(),
  /** The columns that texts and labels were read from, where there were any. */
  columns: z.strictObject({ text: z.string(), label: z.string() }).nullable(),
  classes: z.array(z.string()).min(2),
  /** Share of each class among the texts to learn from. */
  shares: z.array(z.number()).min(2),
  /** Words of a text that are read, the last ones. */
  length: z.int().positive(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What turns texts into indices, with the way back and how texts become words. */
export type SavedEncoder = Encoder & Pick<Vocabulary, "decode" | "standardize" | "lineBreaks">;

/** A classifier that was saved into a folder. */
export interface SavedClassifier {
  readonly manifest: Manifest;
  readonly classifier: Classifier;
  /** Null for a baseline, which reads nothing. */
  readonly reads: { readonly rung: NetworkName; readonly encoder: SavedEncoder } | null;
}

/** The name of the manifest: what tells a folder with a classifier from others. */
export const manifestName = "classifier.json";

/**
 * Writes a classification into a folder, which is made if need be:
 *
 *   classifier.json, and for a trained model model.json, weights.safetensors, vocabulary.json   what `predict` needs
 *   leaderboard.json, histories.json                                                            scores and curves of every rung
 *   predictions.csv                                                                             the texts to judge by
 *   report.html                                                                                 everything, to look at
 *
 * Files of an earlier classification there are replaced. Returns the names of the files.
 */
export async function saveClassifier(result: ClassifyResult, folder: string): Promise<readonly string[]> {
  const { prepared, classifier, leaderboard, testProbabilities } = result;
  const rung = networkOf(leaderboard.best);
  const files: Record<string, string | Uint8Array> = {
    ...(classifier.kind === "network" ? { ...encodeModel(classifier.model) } : {}),
    ...(rung === null ? {} : { "vocabulary.json": json(prepared.encoderOf(rung)) }),
    [manifestName]: json(manifestOf(result)),
    "leaderboard.json": json(summaryOf(result, folder)),
    "histories.json": json(result.histories),
    "predictions.csv": predictionsCsv({
      texts: prepared.testTexts,
      classes: prepared.classes,
      truth: prepared.testLabels,
      probabilities: testProbabilities,
    }),
    "report.html": classReport(classReportData(result)),
  };
  await mkdir(folder, { recursive: true });
  // The model of an earlier run must not lie beside a baseline's manifest.
  if (rung === null) {
    for (const name of ["model.json", "weights.safetensors", "vocabulary.json"])
      await rm(join(folder, name), { force: true });
  }
  await writeFilesAtomic(folder, files);
  return Object.keys(files);
}

/** Reads back what classifying needs. Throws a DataError when the folder holds no classifier. */
export async function loadClassifier(folder: string): Promise<SavedClassifier> {
  const help = "give a folder that lookback classify wrote";
  const parsed = manifestSchema.safeParse(await readJson(folder, manifestName, help));
  if (!parsed.success) {
    const file = join(folder, manifestName);
    throw new DataError(`is not what a classifier is saved as: ${z.prettifyError(parsed.error)}`, { file, help });
  }
  const manifest = parsed.data;
  const rung = networkOf(manifest.rung);
  if (rung === null) return { manifest, classifier: { kind: "majority", shares: manifest.shares }, reads: null };
  const words = await readJson(folder, "vocabulary.json", help);
  return {
    manifest,
    classifier: { kind: "network", model: await loadModel(folder) },
    reads: { rung, encoder: decoded(folder, words, bodyOf(rung).reads) },
  };
}

function decoded(folder: string, words: unknown, reads: "words" | "bag"): SavedEncoder {
  try {
    return reads === "words" ? Vocabulary.fromJSON(words) : named(Ngrams.fromJSON(words));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(reason, {
      file: join(folder, "vocabulary.json"),
      help: "the file was changed or cut off; train again",
      cause,
    });
  }
}

/** N-grams whose features can be read. */
function named(ngrams: Ngrams): SavedEncoder {
  return {
    standardize: ngrams.standardize,
    lineBreaks: ngrams.lineBreaks,
    size: ngrams.size,
    encode: (text) => ngrams.encode(text),
    decode: (indices) => Array.from(indices, (index) => ngrams.features[index - 1] ?? "").join(" "),
  };
}

async function readJson(folder: string, name: string, help: string): Promise<unknown> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, name), "utf8"));
    return parsed;
  } catch (cause) {
    throw new DataError(`holds no saved classifier: cannot read ${name}`, { file: folder, help, cause });
  }
}

function networkOf(rung: string): NetworkName | null {
  const found = rungNames.find((name) => name === rung);
  return found === undefined || found === "majority" ? null : found;
}

function manifestOf({ prepared, options, leaderboard }: ClassifyResult): Manifest {
  const { texts, columns, classes, counts, split, length } = prepared;
  return {
    format: "lookback-classifier",
    version: 1,
    rung: leaderboard.best,
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
