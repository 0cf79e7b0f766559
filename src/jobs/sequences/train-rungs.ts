import { join } from "node:path";
import type { Recipe, VocabularySizes } from "./recipe.ts";
import type { ValidationResult, SequenceTask, TrainingLimits } from "./task.ts";
import { trainRung, type RungCallbacks, type TrainedRung } from "./train-rung.ts";

/** A rung that is about to be trained. */
export interface RungBegin {
  readonly rung: string;
  /** Its number among the rungs of this run, from 0. */
  readonly index: number;
  readonly rungs: number;
  readonly parameters: number;
  /** At most. */
  readonly updates: number;
}

/** What is told while models are trained. All functions are optional and synchronous. */
export interface RungsCallbacks extends RungCallbacks {
  /** Everything was read and found to be of use; from here on the folder is written into. */
  onPrepared?(): void;
  onDiagnosis?(lines: readonly string[]): void;
  onRungBegin?(begin: RungBegin): void;
}

export interface NamedRung<Rung extends string, Result extends ValidationResult> extends TrainedRung<Result> {
  readonly rung: Rung;
}

export interface RungsTraining<Rung extends string, Result extends ValidationResult> {
  /** In the order in which they are trained. */
  readonly rungs: readonly Rung[];
  readonly recipeOf: (rung: Rung) => Recipe;
  readonly vocabulary: VocabularySizes;
  readonly task: SequenceTask<Result>;
  readonly limits: TrainingLimits;
  /** Checkpoints are kept below it. */
  readonly folder: string;
  /** The command that goes on with a training, for the note on an interrupted one: "lookback translate train". */
  readonly command: string;
  readonly callbacks: RungsCallbacks;
  readonly onRungEnd: (trained: NamedRung<Rung, Result>) => void;
  readonly signal: AbortSignal | undefined;
}

export interface TrainedRungs<Rung extends string, Result extends ValidationResult> {
  /** Best score first; at least one. */
  readonly trained: readonly NamedRung<Rung, Result>[];
  readonly best: NamedRung<Rung, Result>;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all rungs were done. */
  readonly interrupted: boolean;
}

/**
 * Trains one rung after the other. When the signal is aborted, the rung under way ends with its last checkpoint, and the others are left out. Throws the
 * signal's reason when it is aborted before the first validation.
 */
export async function trainRungs<Rung extends string, Result extends ValidationResult>({
  rungs,
  recipeOf,
  folder,
  command,
  onRungEnd,
  ...shared
}: RungsTraining<Rung, Result>): Promise<TrainedRungs<Rung, Result>> {
  const { vocabulary, limits, callbacks, signal } = shared;
  const trained: NamedRung<Rung, Result>[] = [];
  const notes: string[] = [];
  for (const [index, rung] of rungs.entries()) {
    if (signal?.aborted) break;
    const recipe = recipeOf(rung);
    callbacks.onRungBegin?.({
      rung,
      index,
      rungs: rungs.length,
      parameters: recipe.model(vocabulary, limits.seed).parameterCount,
      updates: limits.updates ?? recipe.updates,
    });
    const found = await trainRung({ ...shared, recipe, folder: join(folder, "training", rung) });
    if (found === null) {
      notes.push(`${rung} is left out: it was stopped before its first validation.`);
      continue;
    }
    const named = { ...found, rung };
    trained.push(named);
    onRungEnd(named);
  }
  const interrupted = (signal?.aborted ?? false) || trained.some((rung) => rung.interrupted);
  const sorted = trained.toSorted((a, b) => b.result.score - a.result.score);
  const [best] = sorted;
  if (best === undefined) {
    signal?.throwIfAborted();
    throw new Error("no rung came as far as its first validation");
  }
  if (interrupted) {
    notes.push(
      `This run was interrupted; go on with it by ${command} --resume ${folder}. What is saved now is the best so far.`,
    );
  }
  return { trained: sorted, best, notes, interrupted };
}
