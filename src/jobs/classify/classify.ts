import { checkClassifyOptions, chosenModels, type ClassifyOptions } from "./options.ts";
import { unfinished } from "../comparison/unfinished.ts";
import { compare, trainingOf, type ComparisonCallbacks } from "../comparison/compare.ts";
import { probabilitiesOf, type Classifier } from "./classifier.ts";
import {
  criterionNames,
  isBetter,
  leaderboardOf,
  skillOf,
  type Leaderboard,
  type CandidateResult,
} from "./leaderboard.ts";
import { prepare } from "./prepare.ts";
import type { Encoder, Prepared } from "./prepared.ts";
import { load, type Loaded, type LoadHooks } from "./load.ts";
import type { ModelName, NetworkName } from "./candidates.ts";
import { classScores, type ClassScores } from "./scores.ts";
import { refitCandidate, trainCandidate, type ClassHistory, type TrainingCallbacks } from "./train.ts";

/** What is told while texts are learned. All functions are optional and synchronous. */
export interface ClassifyCallbacks
  extends TrainingCallbacks, LoadHooks, ComparisonCallbacks<ModelName, CandidateResult> {
  onPrepared?(prepared: Prepared): void;
  /** The chosen model is about to be fitted again. */
  onRefit?(model: ModelName): void;
}

export interface ClassifyResult {
  readonly options: ClassifyOptions;
  readonly prepared: Prepared;
  readonly seed: number;
  readonly leaderboard: Leaderboard;
  readonly histories: readonly ClassHistory[];
  /** The model with the best validation accuracy, fitted again where the options say so. */
  readonly classifier: Classifier;
  /** What its texts are turned into indices by; of the texts that it was fitted again to. */
  readonly encoderOf: (model: NetworkName) => Encoder;
  /** How the model that was fitted again does on the test texts; null where it was not. */
  readonly refitted: ClassScores | null;
  /** Layers of the best model, as text; "" for a baseline. */
  readonly modelSummary: string;
  /** Probabilities of the best model as it was chosen for the test texts, [texts, classes]. */
  readonly testProbabilities: Float64Array;
  /** The same of the model that is saved. */
  readonly savedProbabilities: Float64Array;
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
 * Reads labelled texts, trains several models on a part of them, chooses one by its accuracy on another, and evaluates
 * all of them on texts that none has seen, beside always answering the most frequent class. Nothing is written;
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
  const { seed = 0, chooseBy = "accuracy" } = options;
  const loaded = await load(options, callbacks, signal);
  signal?.throwIfAborted();
  const prepared = prepare(loaded, options);
  callbacks.onPrepared?.(prepared);
  const classes = prepared.classes.length;
  let majority: ClassScores | undefined;

  const { results, best, histories, notes, interrupted } = await compare(
    {
      models: chosenModels(options),
      baseline: "majority",
      isBetter: (one: Candidate, other: Candidate) => isBetter(one.result, other.result, chooseBy),
      signal,
      async train(model, begin) {
        if (model === "majority") {
          begin({ epochs: 0, stepsPerEpoch: 0 });
          return null;
        }
        const data = prepared.dataOf(model);
        begin({ epochs: prepared.epochs, stepsPerEpoch: data.train.steps });
        return trainCandidate(model, data, options, callbacks, signal);
      },
      async judge(model, trained): Promise<Candidate> {
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
          ...trainingOf(trained),
        };
        return { result, classifier, probabilities };
      },
    },
    callbacks,
  );
  const leaderboard = leaderboardOf(results, chooseBy);
  const refits = isRefitted(best, options) && !interrupted;
  if (refits) callbacks.onRefit?.(leaderboard.best);
  const again = refits ? await refit(best, loaded, options, signal) : null;
  return {
    options,
    prepared,
    seed,
    leaderboard,
    histories,
    classifier: again?.classifier ?? best.classifier,
    encoderOf: (model) => (again?.prepared ?? prepared).encoderOf(model),
    refitted: again?.test ?? null,
    modelSummary: best.classifier.kind === "network" ? best.classifier.model.summary() : "",
    testProbabilities: best.probabilities,
    savedProbabilities: again?.probabilities ?? best.probabilities,
    notes: [
      ...prepared.notes,
      ...notes,
      ...unfinished(leaderboard.rows),
      ...(results.length > 1 && !leaderboard.beatsMajority
        ? ["No trained model beats always answering the most frequent class."]
        : []),
      `${leaderboard.best} was chosen by its ${criterionNames[chooseBy]} on the validation texts; the test texts had ` +
        "no say.",
      ...(again === null
        ? refits
          ? [`${leaderboard.best} was not fitted again: the run was interrupted.`]
          : []
        : [
            `For use ${leaderboard.best} was fitted again to the training and the validation texts; it is now right ` +
              `for ${(100 * again.test.accuracy).toFixed(1)} % of the test texts (--refit none keeps the other).`,
          ]),
    ],
    interrupted,
  };
}

/** Whether the options want the chosen model fitted again, and it is one that learns. */
function isRefitted({ result }: Candidate, { preset = "quick", refit: texts }: ClassifyOptions): boolean {
  return (texts ?? (preset === "lecture" ? "none" : "all")) === "all" && result.bestEpoch !== null;
}

/** The chosen model fitted again to all texts but those of the test; null where the signal ended that. */
async function refit(
  { result: { model: name, bestEpoch } }: Candidate,
  loaded: Loaded,
  options: ClassifyOptions,
  signal: AbortSignal | undefined,
): Promise<{
  readonly classifier: Classifier;
  readonly prepared: Prepared;
  readonly test: ClassScores;
  readonly probabilities: Float64Array;
} | null> {
  if (name === "majority" || bestEpoch === null) return null;
  const prepared = prepare(loaded, options, "again");
  const model = await refitCandidate(name, prepared.dataOf(name), options, bestEpoch, signal);
  if (model === null) return null;
  const classifier: Classifier = { kind: "network", model };
  const { test } = prepared.inputsOf(name);
  const probabilities = await probabilitiesOf(classifier, test, prepared.classes.length);
  const scores = classScores(probabilities, test.labels, prepared.classes.length);
  return { classifier, prepared, test: scores, probabilities };
}
