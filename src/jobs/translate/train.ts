import type { TranslationCurves, TranslationRow } from "../../report/translate/translation-data.ts";
import { chrf } from "../../scoring/chrf.ts";
import { checkResumed } from "../sequences/check-options.ts";
import { trainCandidates, type NamedCandidate, type CandidatesCallbacks } from "../sequences/train-candidates.ts";
import { dataOptions, fullOptions, type FullOptions, type TranslateOptions } from "./options.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { recipeOf, modelNames, type ModelName } from "./candidates.ts";
import type { TranslationResult } from "./result.ts";
import { beginRun, dataOf, readRun } from "./run-file.ts";
import { loadTokenizer, saveTranslation } from "./save.ts";
import { translationTask, type Translated } from "./task.ts";

/** What is told while translators are trained. All functions are optional and synchronous. */
export interface TranslationCallbacks extends CandidatesCallbacks {
  onModelEnd?(row: TranslationRow): void;
}

/**
 * Trains translators on pairs of sentences, chooses one by its BLEU on pairs apart, and writes it into a folder, which
 * must exist, with checkpoints on the way. When the signal is aborted, the model under way ends with its last
 * checkpoint. Throws an OptionError or a DataError for what the user can mend, and the signal's reason when it is
 * aborted before the first validation.
 */
export async function trainTranslation(
  given: TranslateOptions,
  folder: string,
  callbacks: TranslationCallbacks = {},
  signal?: AbortSignal,
): Promise<TranslationResult> {
  const options = fullOptions(given);
  const prepared = await prepare(options, null, signal);
  callbacks.onPrepared?.();
  await beginRun(folder, options, prepared);
  return run(options, prepared, folder, callbacks, signal);
}

/**
 * Goes on with a training that was stopped, with the options and the data that it was begun with; only limits (updates,
 * minutes, patience) and where the data lie may be given anew. Throws an OptionError or a DataError that says what
 * differs. It ends with the same bits as one that was not stopped.
 */
export async function resumeTranslation(
  given: TranslateOptions,
  folder: string,
  callbacks: TranslationCallbacks = {},
  signal?: AbortSignal,
): Promise<TranslationResult> {
  const begun = await readRun(folder);
  checkResumed(given, begun.options, dataOptions);
  const options = fullOptions({ ...begun.options, ...given });
  const prepared = await prepare(options, await loadTokenizer(folder), signal);
  begun.checkData(dataOf(prepared));
  callbacks.onPrepared?.();
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
  const { size } = prepared.tokenizer;
  const { trained, best, notes, interrupted } = await trainCandidates({
    models: modelNames.filter((model) => options.models.includes(model)),
    recipeOf: (model) => recipeOf(model, options.preset),
    vocabulary: { source: size, target: size },
    task: translationTask(prepared, options),
    limits: options,
    folder,
    command: "lookback translate train",
    callbacks,
    onModelEnd: (one) => callbacks.onModelEnd?.(rowOf(one, prepared, options)),
    signal,
  });
  const result = {
    options,
    prepared,
    rows: trained.map((one) => rowOf(one, prepared, options)),
    best: best.name,
    curves: modelNames.flatMap((wanted) => trained.filter(({ name }) => name === wanted).map(curvesOf)),
    model: best.model,
    translations: best.result.lines,
    signature: best.result.signature,
    notes: [
      ...prepared.notes,
      ...notes,
      "The model was chosen by its BLEU on the validation pairs; an honest score is that of other sentences: " +
        "lookback score.",
    ],
    interrupted,
  };
  return { ...result, files: await saveTranslation(result, folder) };
}

type Candidate = NamedCandidate<ModelName, Translated>;

function rowOf(trained: Candidate, { validation }: Prepared, { lowercase }: FullOptions): TranslationRow {
  const { name, model, result, perplexity, averaged, updates, passes, seconds, tokensPerSecond, note } = trained;
  const { score: characters } = chrf(result.lines, validation.targets, { lowercase });
  return {
    model: name,
    parameters: model.parameterCount,
    validation: { bleu: result.score, chrf: characters, perplexity },
    averaged,
    updates,
    passes,
    seconds,
    tokensPerSecond,
    ...(note === undefined ? {} : { note }),
  };
}

function curvesOf({ name, points }: Candidate): TranslationCurves {
  return {
    model: name,
    updates: points.map(({ update }) => update),
    loss: points.map(({ loss }) => loss),
    validationLoss: points.map(({ validationLoss }) => validationLoss),
    bleu: points.map(({ score }) => score),
    tokensPerSecond: points.map(({ tokens, seconds }) => tokens / seconds),
  };
}
