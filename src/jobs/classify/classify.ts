import { checkClassifyOptions, chosenModels, type ClassifyOptions } from "./options.ts";
import { probabilitiesOf, type Classifier } from "./classifier.ts";
import { leaderboardOf, skillOf, type Leaderboard, type CandidateResult } from "./leaderboard.ts";
import { prepare } from "./prepare.ts";
import type { Prepared } from "./prepared.ts";
import type { LoadHooks } from "./load.ts";
import { load } from "./load.ts";
import type { NetworkName, ModelName } from "./candidates.ts";
import { classScores, type ClassScores } from "./scores.ts";
import { trainCandidate, type ClassHistory, type TrainingCallbacks } from "./train.ts";

/** A model that is about to run. */
export interface CandidateBegin {
  readonly model: ModelName;
  /** Its number among the models of this run, from 0. */
  readonly index: number;
  readonly models: number;
  /** At most; 0 for a baseline. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** What is told while texts are learned. All functions are optional and synchronous. */
export interface ClassifyCallbacks extends TrainingCallbacks, LoadHooks {
  onPrepared?(prepared: Prepared): void;
  onModelBegin?(begin: CandidateBegin): void;
  onModelEnd?(result: CandidateResult): void;
}

export interface ClassifyResult {
  readonly options: ClassifyOptions;
  readonly prepared: Prepared;
  readonly seed: number;
  readonly leaderboard: Leaderboard;
  readonly histories: readonly ClassHistory[];
  /** The model with the best validation accuracy. */
  readonly classifier: Classifier;
  /** Layers of the best model, as text; "" for a baseline. */
  readonly modelSummary: string;
  /** Probabilities of the best model for the test texts, [texts, classes]. */
  readonly testProbabilities: Float64Array;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

interface Candidate {
  readonly result: CandidateResult;
  readonly classifier: Classifier;
  readonly probabilities: Float64Array;
}

/**
 * Reads labelled texts, trains several models on a part of them, chooses one by its accuracy on another, and judges all
 * of them on texts that none has seen, beside always answering the most frequent class. Nothing is written;
 * `saveClassifier` does that.
 *
 * When the signal is aborted, the model under way ends with its best epoch so far, and the result is of the models done
 * until then. Throws an OptionError or a DataError for what the user can mend, and the signal's reason when it is
 * aborted before training.
 */
export async function classify(
  options: ClassifyOptions,
  callbacks: ClassifyCallbacks = {},
  signal?: AbortSignal,
): Promise<ClassifyResult> {
  checkClassifyOptions(options);
  const { seed = 0 } = options;
  const loaded = await load(options, callbacks, signal);
  signal?.throwIfAborted();
  const prepared = prepare(loaded, options);
  callbacks.onPrepared?.(prepared);
  const classes = prepared.classes.length;
  const models = chosenModels(options);
  const results: CandidateResult[] = [];
  const histories: ClassHistory[] = [];
  const notes = [...prepared.notes];
  let majority: ClassScores | undefined;
  let best: Candidate | undefined;
  let interrupted = false;

  for (const [index, model] of models.entries()) {
    if (signal?.aborted) {
      interrupted = true;
      break;
    }
    const trained = model === "majority" ? null : await train(model, index);
    interrupted ||= trained?.interrupted ?? false;
    if (trained !== null) histories.push(trained.history);
    if (trained !== null && trained.bestEpoch === null) {
      notes.push(
        trained.interrupted
          ? `${model} was interrupted before its first epoch was done, and is left out.`
          : `${model} is left out: ${trained.note ?? "no epoch was done"}.`,
      );
      continue;
    }
    const classifier: Classifier =
      trained === null
        ? { kind: "majority", shares: prepared.counts.train.map((count) => count / prepared.split.train.length) }
        : { kind: "network", model: trained.model };
    const inputs = prepared.inputsOf(model === "majority" ? null : model);
    const scored = async (part: "validation" | "test"): Promise<readonly [ClassScores, Float64Array]> => {
      const probabilities = await probabilitiesOf(classifier, inputs[part], classes);
      return [classScores(probabilities, inputs[part].labels, classes), probabilities];
    };
    const [validation] = await scored("validation");
    const [test, probabilities] = await scored("test");
    if (model === "majority") majority = test;
    const result: CandidateResult = {
      model,
      parameters: trained?.model.parameterCount ?? 0,
      validation,
      test,
      skill: majority === undefined ? null : skillOf(test, majority),
      bestEpoch: trained?.bestEpoch ?? null,
      epochs: trained?.epochs ?? 0,
      seconds: trained?.seconds ?? 0,
      secondsPerEpoch: trained?.secondsPerEpoch ?? null,
      ...(trained === null || trained.note === null ? {} : { note: trained.note }),
    };
    results.push(result);
    callbacks.onModelEnd?.(result);
    if (leaderboardOf(results).best === model) best = { result, classifier, probabilities };
  }
  if (best === undefined) {
    signal?.throwIfAborted();
    throw new Error("classify: the majority model did not run");
  }
  const leaderboard = leaderboardOf(results);
  if (interrupted) notes.push("This run was interrupted: models and epochs after that are missing.");
  if (results.length > 1 && !leaderboard.beatsMajority) {
    notes.push("No trained model beats always answering the most frequent class.");
  }
  notes.push(`${leaderboard.best} was chosen by its accuracy on the validation texts; the test texts had no say.`);
  return {
    options,
    prepared,
    seed,
    leaderboard,
    histories,
    classifier: best.classifier,
    modelSummary: best.classifier.kind === "network" ? best.classifier.model.summary() : "",
    testProbabilities: best.probabilities,
    notes,
    interrupted,
  };

  async function train(model: NetworkName, index: number): ReturnType<typeof trainCandidate> {
    const data = prepared.dataOf(model);
    callbacks.onModelBegin?.({
      model,
      index,
      models: models.length,
      epochs: prepared.epochs,
      stepsPerEpoch: data.train.steps,
    });
    return trainCandidate(model, data, options, callbacks, signal);
  }
}
