import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { TranslationCurves, TranslationRow } from "../../report/translation-data.ts";
import { OptionError } from "../option-error.ts";
import { fullOptions, type FullOptions, type TranslateOptions } from "./options.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { recipeOf, rungNames, type RungName } from "./rungs.ts";
import { beginRun, readRun } from "./run-file.ts";
import { loadTokenizer, saveTranslation } from "./save.ts";
import { trainRung, type RungCallbacks, type TrainedRung } from "./train-rung.ts";

/** A rung that is about to be trained. */
export interface RungBegin {
  readonly rung: RungName;
  /** Its number among the rungs of this run, from 0. */
  readonly index: number;
  readonly rungs: number;
  readonly parameters: number;
  /** At most. */
  readonly updates: number;
}

/** What is told while translators are trained. All functions are optional and synchronous. */
export interface TranslationCallbacks extends RungCallbacks {
  onDiagnosis?(lines: readonly string[]): void;
  onRungBegin?(begin: RungBegin): void;
  onRungEnd?(row: TranslationRow): void;
}

export interface TranslationResult {
  readonly options: FullOptions;
  readonly prepared: Prepared;
  /** Best validation BLEU first. */
  readonly rows: readonly TranslationRow[];
  readonly best: RungName;
  readonly curves: readonly TranslationCurves[];
  /** Of the best rung. */
  readonly model: EncoderDecoder;
  /** Its greedy translations of the validation sentences. */
  readonly translations: readonly string[];
  /** How BLEU was computed. */
  readonly signature: string;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all rungs were done. */
  readonly interrupted: boolean;
  /** Names of the files that were written. */
  readonly files: readonly string[];
}

/**
 * Trains translators on pairs of sentences, chooses one by its BLEU on pairs apart, and writes it into a folder, which must exist, with
 * checkpoints on the way. When the signal is aborted, the rung under way ends with its last checkpoint. Throws an OptionError or a DataError for what
 * the user can mend, and the signal's reason when it is aborted before the first validation.
 */
export async function trainTranslation(
  given: TranslateOptions,
  folder: string,
  callbacks: TranslationCallbacks = {},
  signal?: AbortSignal,
): Promise<TranslationResult> {
  const options = fullOptions(given);
  const prepared = await prepare(options, null, signal);
  await beginRun(folder, options, prepared);
  return run(options, prepared, folder, callbacks, signal);
}

/**
 * Goes on with a training that was stopped, with the options that it was begun with; only limits (updates, minutes, patience) may be given anew. It ends with the
 * same bits as one that was not stopped.
 */
export async function resumeTranslation(
  given: TranslateOptions,
  folder: string,
  callbacks: TranslationCallbacks = {},
  signal?: AbortSignal,
): Promise<TranslationResult> {
  const changeable = new Set(["updates", "minutes", "patience"]);
  const fixed = Object.keys(given).filter((name) => !changeable.has(name));
  if (fixed.length > 0) {
    throw new OptionError(
      `a training that is resumed keeps its ${fixed.join(", ")}; help: leave ${fixed.length === 1 ? "it" : "them"} out, or begin a new training`,
    );
  }
  const begun = await readRun(folder);
  const options = fullOptions({ ...begun.options, ...given });
  const prepared = await prepare(options, await loadTokenizer(folder), signal);
  begun.checkData(prepared);
  return run(options, prepared, folder, callbacks, signal);
}

async function run(
  options: FullOptions,
  prepared: Prepared,
  folder: string,
  callbacks: TranslationCallbacks,
  signal: AbortSignal | undefined,
): Promise<TranslationResult> {
  callbacks.onDiagnosis?.(prepared.diagnosis);
  const rungs = rungNames.filter((rung) => options.rungs.includes(rung));
  const trained: (TrainedRung & { readonly rung: RungName })[] = [];
  const notes = [...prepared.notes];
  for (const [index, rung] of rungs.entries()) {
    if (signal?.aborted) break;
    const recipe = recipeOf(rung, options.preset);
    const { parameterCount } = recipe.model(prepared.tokenizer.size, options.seed);
    callbacks.onRungBegin?.({
      rung,
      index,
      rungs: rungs.length,
      parameters: parameterCount,
      updates: options.updates ?? recipe.updates,
    });
    const result = await trainRung(rung, prepared, options, folder, callbacks, signal);
    if (result === null) {
      notes.push(`${rung} is left out: it was stopped before its first validation.`);
      continue;
    }
    trained.push({ ...result, rung });
    callbacks.onRungEnd?.(result.row);
  }
  const interrupted = (signal?.aborted ?? false) || trained.some((rung) => rung.interrupted);
  if (trained.length === 0) {
    signal?.throwIfAborted();
    throw new Error("no rung came as far as its first validation");
  }
  const [best] = trained.toSorted((a, b) => b.row.validation.bleu - a.row.validation.bleu);
  if (interrupted) {
    notes.push(
      `This run was interrupted; go on with it by lookback translate train --resume ${folder}. What is saved now is the best so far.`,
    );
  }
  notes.push(
    "The model was chosen by its BLEU on the validation pairs; an honest score is that of other sentences: lookback score.",
  );
  const result = {
    options,
    prepared,
    rows: trained.map(({ row }) => row).toSorted((a, b) => b.validation.bleu - a.validation.bleu),
    best: best.rung,
    curves: trained.map(({ curves }) => curves),
    model: best.model,
    translations: best.translations,
    signature: best.signature,
    notes,
    interrupted,
  };
  return { ...result, files: await saveTranslation(result, folder) };
}
