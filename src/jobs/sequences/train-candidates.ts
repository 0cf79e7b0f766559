import { join } from "node:path";
import type { Recipe, VocabularySizes } from "./recipe.ts";
import type { ValidationResult, SequenceTask, TrainingLimits } from "./task.ts";
import { trainCandidate, type CandidateCallbacks, type TrainedCandidate } from "./train-candidate.ts";

/** A model that is about to be trained. */
export interface CandidateBegin {
  readonly model: string;
  /** Its number among the models of this run, from 0. */
  readonly index: number;
  readonly models: number;
  readonly parameters: number;
  /** At most. */
  readonly updates: number;
}

/** A model that has been trained. */
export interface CandidateEnd {
  readonly model: string;
  readonly score: number;
  readonly perplexity: number;
  /** Of training alone. */
  readonly seconds: number;
}

/** What is told while models are trained. All functions are optional and synchronous. */
export interface CandidatesCallbacks extends CandidateCallbacks {
  onModelBegin?(begin: CandidateBegin): void;
  onModelEnd?(end: CandidateEnd): void;
}

export interface NamedCandidate<Name extends string, Result extends ValidationResult> extends TrainedCandidate<Result> {
  readonly name: Name;
}

export interface CandidatesTraining<Name extends string, Result extends ValidationResult> {
  /** In the order in which they are trained. */
  readonly models: readonly Name[];
  readonly recipeOf: (name: Name) => Recipe;
  readonly vocabulary: VocabularySizes;
  readonly task: SequenceTask<Result>;
  readonly limits: TrainingLimits;
  /** Checkpoints are kept below it. */
  readonly folder: string;
  /** The command that goes on with a training, for the note on an interrupted one: "lookback translate train". */
  readonly command: string;
  readonly callbacks: CandidatesCallbacks;
  readonly signal: AbortSignal | undefined;
}

export interface TrainedCandidates<Name extends string, Result extends ValidationResult> {
  /** Best score first; at least one. */
  readonly trained: readonly NamedCandidate<Name, Result>[];
  readonly best: NamedCandidate<Name, Result>;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

/**
 * Trains one model after the other. When the signal is aborted, the model under way ends with its last checkpoint, and
 * the others are left out. Throws the signal's reason when it is aborted before the first validation.
 */
export async function trainCandidates<Name extends string, Result extends ValidationResult>({
  models,
  recipeOf,
  folder,
  command,
  vocabulary,
  ...shared
}: CandidatesTraining<Name, Result>): Promise<TrainedCandidates<Name, Result>> {
  const { limits, callbacks, signal } = shared;
  const trained: NamedCandidate<Name, Result>[] = [];
  const notes: string[] = [];
  for (const [index, name] of models.entries()) {
    if (signal?.aborted) break;
    const recipe = recipeOf(name);
    const model = recipe.model(vocabulary, limits.seed);
    callbacks.onModelBegin?.({
      model: name,
      index,
      models: models.length,
      parameters: model.parameterCount,
      updates: limits.updates ?? recipe.updates,
    });
    const found = await trainCandidate({ ...shared, model, recipe, folder: join(folder, "training", name) });
    if (found === null) {
      notes.push(`${name} is left out: it was stopped before its first validation.`);
      continue;
    }
    trained.push({ ...found, name });
    const { result, perplexity, seconds } = found;
    callbacks.onModelEnd?.({ model: name, score: result.score, perplexity, seconds });
  }
  const interrupted = (signal?.aborted ?? false) || trained.some((model) => model.interrupted);
  const sorted = trained.toSorted((a, b) => b.result.score - a.result.score);
  const [best] = sorted;
  if (best === undefined) {
    signal?.throwIfAborted();
    throw new Error("no model came as far as its first validation");
  }
  if (interrupted) {
    notes.push(
      `This run was interrupted; go on with it by ${command} --resume ${folder}. What is saved now is the best so far.`,
    );
  }
  return { trained: sorted, best, notes, interrupted };
}
