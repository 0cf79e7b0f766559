import type { Phrase } from "../../data/trees/tree.ts";
import type { ParseCurves, ParseRow, ParseScores } from "../../report/parse/parse-data.ts";
import type { BracketScores } from "../../scoring/bracket-scores.ts";
import { checkResumed } from "../sequences/check-options.ts";
import { trainCandidates, type NamedCandidate, type CandidatesCallbacks } from "../sequences/train-candidates.ts";
import { branchingParser, type Side } from "./branching.ts";
import { dataOptions, fullOptions, type FullOptions, type ParseOptions } from "./options.ts";
import { prepare, wordsOf, type Prepared } from "./prepare.ts";
import { recipeOf, modelNames, type ModelName } from "./candidates.ts";
import type { ParseResult } from "./result.ts";
import { beginRun, dataOf, readRun } from "./run-file.ts";
import { loadVocabulary, saveParse } from "./save.ts";
import { parseAndScore, parseTask, scoresOf, type Parsed } from "./task.ts";

/** What is told while parsers are trained. All functions are optional and synchronous. */
export interface ParseCallbacks extends CandidatesCallbacks {
  onModelEnd?(model: string, f1: number, perplexity: number, seconds: number): void;
  /** A model's test begins, of so many sentences. */
  onTest?(model: string, sentences: number): void;
}

/**
 * Trains parsers on trees, chooses one by its bracket F1 on trees apart, tests it on others beside trees that branch to
 * one side, and writes it into a folder, which must exist, with checkpoints on the way. When the signal is aborted, the
 * model under way ends with its last checkpoint, and nothing is tested. Throws an OptionError or a DataError for what
 * the user can mend, and the signal's reason when it is aborted before the first validation.
 */
export async function trainParse(
  given: ParseOptions,
  folder: string,
  callbacks: ParseCallbacks = {},
  signal?: AbortSignal,
): Promise<ParseResult> {
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
export async function resumeParse(
  given: ParseOptions,
  folder: string,
  callbacks: ParseCallbacks = {},
  signal?: AbortSignal,
): Promise<ParseResult> {
  const begun = await readRun(folder);
  checkResumed(given, begun.options, dataOptions);
  const options = fullOptions({ ...begun.options, ...given });
  const prepared = await prepare(options, await loadVocabulary(folder), signal);
  begun.checkData(dataOf(prepared));
  callbacks.onPrepared?.();
  return run(options, prepared, folder, callbacks, signal);
}

async function run(
  options: FullOptions,
  prepared: Prepared,
  folder: string,
  callbacks: ParseCallbacks,
  signal: AbortSignal | undefined,
): Promise<ParseResult> {
  callbacks.onDiagnosis?.(prepared.diagnosis);
  const { size } = prepared.vocabulary;
  const { beam, alpha } = options;
  const { trained, best, notes, interrupted } = await trainCandidates({
    models: modelNames.filter((model) => options.models.includes(model)),
    recipeOf: (model) => recipeOf(model, options),
    vocabulary: { source: size, target: size },
    task: parseTask(prepared, options),
    limits: options,
    folder,
    command: "lookback parse train",
    callbacks,
    onModelEnd: ({ name, result, perplexity, seconds }) =>
      callbacks.onModelEnd?.(name, result.score, perplexity, seconds),
    signal,
  });
  const tested = new Map<ModelName, Parsed>();
  for (const { name, model } of trained) {
    if (signal?.aborted) break;
    callbacks.onTest?.(name, prepared.test.length);
    const parsed = await untilAborted(signal, () =>
      parseAndScore(model, prepared, options, prepared.test, { beam, alpha, signal }),
    );
    if (parsed !== null) tested.set(name, parsed);
  }
  const test = tested.get(best.name);
  const result = {
    options,
    prepared,
    rows: [
      ...trained.map((one) => rowOf(one, tested.get(one.name) ?? null)),
      ...(["right", "left"] as const).map((side) => baselineRow(side, prepared)),
    ],
    best: best.name,
    curves: modelNames.flatMap((wanted) => trained.filter(({ name }) => name === wanted).map(curvesOf)),
    model: best.model,
    gold: test === undefined ? prepared.validation : prepared.test,
    parsed: test?.trees ?? best.result.trees,
    notes: [
      ...prepared.notes,
      ...notes,
      ...(test === undefined ? ["Nothing was tested, as the run was interrupted: --resume tests too."] : []),
    ],
    interrupted: interrupted || (signal?.aborted ?? false),
  };
  return { ...result, files: await saveParse(result, folder) };
}

/** What f gives, or null where the signal ended it. */
async function untilAborted<Result>(signal: AbortSignal | undefined, f: () => Promise<Result>): Promise<Result | null> {
  try {
    return await f();
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

type Candidate = NamedCandidate<ModelName, Parsed>;

function rowOf(trained: Candidate, test: Parsed | null): ParseRow {
  const { name, model, result, perplexity, averaged, updates, passes, seconds, tokensPerSecond, note } = trained;
  return {
    model: name,
    parameters: model.parameterCount,
    validation: scoresShown(result.scores, result.wellFormed),
    test: test === null ? null : scoresShown(test.scores, test.wellFormed),
    training: { perplexity, averaged, updates, passes, seconds, tokensPerSecond },
    ...(note === undefined ? {} : { note }),
  };
}

function baselineRow(side: Side, { train, validation, test }: Prepared): ParseRow {
  const { parse } = branchingParser(train, side);
  const scored = (gold: readonly Phrase[]): ParseScores => {
    const trees = gold.map((tree) => parse(wordsOf(tree)));
    return scoresShown(scoresOf(gold, trees), trees.length);
  };
  return {
    model: `${side}-branching`,
    parameters: 0,
    validation: scored(validation),
    test: scored(test),
    training: null,
  };
}

function scoresShown(
  { f1, precision, recall, exactMatch, valid, sentences }: BracketScores,
  wellFormed: number,
): ParseScores {
  return { f1, precision, recall, exactMatch, sentences, valid, wellFormed };
}

function curvesOf({ name, points }: Candidate): ParseCurves {
  return {
    model: name,
    updates: points.map(({ update }) => update),
    loss: points.map(({ loss }) => loss),
    validationLoss: points.map(({ validationLoss }) => validationLoss),
    f1: points.map(({ score }) => score),
    tokensPerSecond: points.map(({ tokens, seconds }) => tokens / seconds),
  };
}
