/** A model that is about to run. */
export interface CandidateBegin<Name extends string = string> {
  readonly model: Name;
  /** Its number among the models of this run, from 0. */
  readonly index: number;
  readonly models: number;
  /** At most; 0 for a baseline. */
  readonly epochs: number;
  /** 0 for a baseline that has no steps. */
  readonly stepsPerEpoch: number;
}

/** What is told while candidates are compared. All functions are optional and synchronous. */
export interface ComparisonCallbacks<Name extends string, Result> {
  onModelBegin?(begin: CandidateBegin<Name>): void;
  onModelEnd?(result: Result): void;
}

/** How the training of one candidate went; its model has the weights of the best epoch. */
export interface Training<History> {
  readonly history: History;
  /** Epochs trained. */
  readonly epochs: number;
  /** From 1; null when not one epoch was done. */
  readonly bestEpoch: number | null;
  readonly seconds: number;
  readonly secondsPerEpoch: number | null;
  readonly interrupted: boolean;
  /** What went wrong, if training met values that are not finite. */
  readonly note: string | null;
}

/** The candidates, and how each is trained and judged. */
export interface Comparison<Name extends string, Trained extends Training<unknown>, Judged> {
  /** In the order in which they run. */
  readonly models: readonly Name[];
  /** Among the models; what the others are measured by. */
  readonly baseline: Name;
  /** Trains a model after telling its size by `begin`; null for a baseline. */
  readonly train: (
    model: Name,
    begin: (size: Pick<CandidateBegin, "epochs" | "stepsPerEpoch">) => void,
  ) => Promise<Trained | null>;
  /** Judges a model on the validation and test data. */
  readonly judge: (model: Name, trained: Trained | null) => Promise<Judged>;
  /** Whether a candidate's validation is better than another's; the earlier of equal ones is chosen. */
  readonly isBetter: (one: Judged, other: Judged) => boolean;
  readonly signal: AbortSignal | undefined;
}

/** What candidates amount to. */
export interface Compared<Trained extends Training<unknown>, Judged extends { readonly result: unknown }> {
  /** Of the models that were judged, in the order in which they ran. */
  readonly results: readonly Judged["result"][];
  /** The best in validation. */
  readonly best: Judged;
  readonly histories: readonly Trained["history"][];
  /** A sentence on each model that is left out, and on an interruption. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

/**
 * Trains and judges one candidate after the other, and chooses one by its validation. A candidate that fails or ends
 * before its first epoch is done is left out, with its reason in the notes, and the others are kept. Once the signal is
 * aborted, the model under way ends with its best epoch so far and the others are left out.
 *
 * Throws what the baseline throws; the first candidate's error where every trained one fails; and the signal's reason
 * when it is aborted before the first model was judged.
 */
export async function compare<
  Name extends string,
  Trained extends Training<unknown>,
  Judged extends { readonly result: unknown },
>(
  { models, baseline, train, judge, isBetter, signal }: Comparison<Name, Trained, Judged>,
  callbacks: ComparisonCallbacks<Name, Judged["result"]>,
): Promise<Compared<Trained, Judged>> {
  const results: Judged["result"][] = [];
  const histories: Trained["history"][] = [];
  const notes: string[] = [];
  const failures: unknown[] = [];
  let learned = 0;
  let best: Judged | undefined;
  let interrupted = false;

  for (const [index, model] of models.entries()) {
    if (signal?.aborted) {
      interrupted = true;
      break;
    }
    let judged: Judged;
    try {
      const trained = await train(model, (size) =>
        callbacks.onModelBegin?.({ model, index, models: models.length, ...size }),
      );
      if (trained !== null) {
        interrupted ||= trained.interrupted;
        histories.push(trained.history);
        if (trained.bestEpoch === null) {
          notes.push(
            trained.interrupted
              ? `${model} was interrupted before its first epoch was done, and is left out.`
              : `${model} is left out: ${trained.note ?? "no epoch was done"}.`,
          );
          continue;
        }
      }
      judged = await judge(model, trained);
      if (trained !== null) learned++;
    } catch (error) {
      if (model === baseline) throw error;
      failures.push(error);
      notes.push(`${model} is left out: ${error instanceof Error ? error.message : String(error)}.`);
      continue;
    }
    results.push(judged.result);
    callbacks.onModelEnd?.(judged.result);
    if (best === undefined || isBetter(judged, best)) best = judged;
  }
  if (best === undefined) {
    signal?.throwIfAborted();
    throw new Error(`the baseline ${baseline} did not run`);
  }
  if (failures.length > 0 && learned === 0 && !interrupted) throw failures[0];
  if (interrupted) notes.push("This run was interrupted: models and epochs after that are missing.");
  return { results, best, histories, notes, interrupted };
}

/** How a candidate was trained, for its row; zeros for a baseline. */
export function trainingOf(trained: Training<unknown> | null): {
  readonly bestEpoch: number | null;
  readonly epochs: number;
  readonly seconds: number;
  readonly secondsPerEpoch: number | null;
  readonly note?: string;
} {
  if (trained === null) return { bestEpoch: null, epochs: 0, seconds: 0, secondsPerEpoch: null };
  const { bestEpoch, epochs, seconds, secondsPerEpoch, note } = trained;
  return { bestEpoch, epochs, seconds, secondsPerEpoch, ...(note === null ? {} : { note }) };
}
