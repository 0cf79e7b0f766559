import type { Dataset } from "../../data/dataset.ts";
import type { PairDataset } from "../../data/text/pair-dataset.ts";
import { sparseCategoricalCrossentropy } from "../../losses/sparse-categorical-crossentropy.ts";
import { assign, type Tensor } from "../../tensor/tensor.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import { compile } from "../../training/trainer.ts";
import { meanOf, candidateCheckpoints, type CandidateCheckpoints, type ValidationPoint } from "./checkpoints.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { Recipe } from "./recipe.ts";
import type { ValidationResult, SequenceSample, SequenceTask, TrainingLimits } from "./task.ts";
import { padding, tokenLosses } from "./token-losses.ts";

/** How a step of training went. */
export interface StepProgress {
  /** Updates done, and at most to be done. */
  readonly update: number;
  readonly updates: number;
  /** Mean since the last validation. */
  readonly loss: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
}

/** What a validation found. */
export interface ValidationProgress extends ValidationPoint {
  /** Passes over the training pairs. */
  readonly pass: number;
  readonly improved: boolean;
  readonly sample: SequenceSample;
}

export interface CandidateCallbacks {
  onStep?(progress: StepProgress): void;
  onValidation?(progress: ValidationProgress): void;
}

/** A model's training, ready to begin or to go on. */
export interface CandidateTraining<Result extends ValidationResult> {
  /** Made by the recipe; its weights become the trained ones. */
  readonly model: EncoderDecoder;
  readonly recipe: Recipe;
  readonly task: SequenceTask<Result>;
  readonly limits: TrainingLimits;
  /** For its checkpoints. */
  readonly folder: string;
  readonly callbacks: CandidateCallbacks;
  readonly signal: AbortSignal | undefined;
}

/** A trained model with the weights that are kept. */
export interface TrainedCandidate<Result extends ValidationResult> {
  readonly model: EncoderDecoder;
  /** What the model's weights make of the validation sources. */
  readonly result: Result;
  /** e to the mean cross-entropy per validation token, without label smoothing. */
  readonly perplexity: number;
  /** How many checkpoints the weights are the mean of; 1 for those of one moment. */
  readonly averaged: number;
  /** Every validation, from the first. */
  readonly points: readonly ValidationPoint[];
  readonly updates: number;
  readonly passes: number;
  /** Of training alone, without validation. */
  readonly seconds: number;
  /** Target tokens, padding left out. */
  readonly tokensPerSecond: number;
  readonly note?: string;
  readonly interrupted: boolean;
}

/**
 * Trains one model with a checkpoint after every validation, going on from the newest one in its folder if there is
 * one, and gives it the mean of its last weights or those of its best validation, whichever has the better score on the
 * validation pairs. Null when it was stopped before its first validation.
 */
export async function trainCandidate<Result extends ValidationResult>({
  model,
  recipe,
  task,
  limits,
  folder,
  callbacks,
  signal,
}: CandidateTraining<Result>): Promise<TrainedCandidate<Result> | null> {
  const { train, validation } = task;
  const evaluate = task.evaluate(model);
  const trainer = compile(model, {
    optimizer: recipe.optimizer(recipe.learningRate),
    loss: sparseCategoricalCrossentropy({
      fromLogits: true,
      labelSmoothing: recipe.labelSmoothing,
      ignoreClass: padding,
    }),
  });
  const checkpoints = await candidateCheckpoints(model, folder, limits.average);
  const stepsPerEpoch = limits.validateEvery ?? Math.min(train.steps, 2000);
  const epochs = Math.ceil((limits.updates ?? recipe.updates) / stepsPerEpoch);
  const updates = epochs * stepsPerEpoch;

  const begun = await checkpoints.newest();
  const points: ValidationPoint[] = [...(begun?.points ?? [])];
  if (begun !== null) trainer.restore(begun.state);
  let [seconds, tokens] = [points.at(-1)?.seconds ?? 0, points.at(-1)?.tokens ?? 0];
  let last = performance.now();
  let note: string | undefined;
  let interrupted = false;
  /** What was reached when the time was up in the middle of an epoch. */
  let cut: { readonly update: number; readonly loss: number } | undefined;

  const isLate = (): boolean => limits.minutes !== undefined && seconds >= 60 * limits.minutes;
  const isOver = (): boolean => {
    const best = bestOf(points);
    return isLate() || (best === -1 ? 0 : points.length - 1 - best) >= limits.patience;
  };
  const validate = async (update: number, loss: number): Promise<void> => {
    const losses = await tokenLosses(model, validation, recipe.labelSmoothing);
    const result = await evaluate();
    const { score } = result;
    const improved = score > Math.max(-Infinity, ...points.map((point) => point.score));
    const perplexity = Math.exp(losses.plain);
    const point = { update, loss, validationLoss: losses.smoothed, perplexity, score, seconds, tokens };
    points.push(point);
    await checkpoints.save(trainer.state(), points);
    const sample = task.sample(result, points.length);
    callbacks.onValidation?.({ ...point, pass: update / train.steps, improved, sample });
  };
  const epochsDone = begun?.state.epoch ?? 0;
  if (epochsDone < epochs && !isOver()) {
    const counted = counting(train, (count) => (tokens += count));
    try {
      const history = await trainer.fit(counted, {
        initialEpoch: epochsDone,
        epochs,
        stepsPerEpoch,
        seed: limits.seed,
        ...(signal === undefined ? {} : { signal }),
        callbacks: [
          {
            onEpochBegin: () => void (last = performance.now()),
            onStepEnd({ epoch, step, loss }) {
              const now = performance.now();
              seconds += (now - last) / 1000;
              last = now;
              const update = epoch * stepsPerEpoch + step + 1;
              const left = (seconds / update) * (updates - update);
              callbacks.onStep?.({
                update,
                updates,
                loss,
                learningRate: recipe.learningRate(update),
                tokensPerSecond: tokens / seconds,
                secondsLeft:
                  limits.minutes === undefined ? left : Math.min(left, Math.max(0, 60 * limits.minutes - seconds)),
              });
              // The last step of an epoch is followed by a validation anyway.
              if (!isLate() || step + 1 === stepsPerEpoch) return undefined;
              cut = { update, loss };
              return "stop";
            },
            async onEpochEnd({ epoch, loss }) {
              await validate((epoch + 1) * stepsPerEpoch, loss);
              return isOver() ? "stop" : undefined;
            },
          },
        ],
      });
      if (cut !== undefined) await validate(cut.update, cut.loss);
      interrupted = history.stopped === "interrupted";
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      note = `training ended early: ${error.message}`;
    }
  }
  const done = points.at(-1);
  if (done === undefined) return null;
  const { averaged, result } = await keepBetter(model, checkpoints, evaluate);
  const losses = await tokenLosses(model, validation, recipe.labelSmoothing);
  const notes = [...(note === undefined ? [] : [note]), ...checkpoints.damaged];
  return {
    model,
    result,
    perplexity: Math.exp(losses.plain),
    averaged,
    points,
    updates: done.update,
    passes: done.update / train.steps,
    seconds,
    tokensPerSecond: tokens / seconds,
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
    interrupted,
  };
}

/** Training pairs that tell how many target tokens each batch has that is taken. */
function counting(pairs: PairDataset, count: (tokens: number) => void): Dataset<readonly Tensor[]> {
  return {
    steps: pairs.steps,
    batch(index) {
      count(pairs.sizeOf(index).targetTokens);
      return pairs.batch(index);
    },
  };
}

/** Gives the model the mean of the last checkpoints' weights or the best ones. */
async function keepBetter<Result extends ValidationResult>(
  model: EncoderDecoder,
  checkpoints: CandidateCheckpoints,
  evaluate: () => Promise<Result>,
): Promise<{ readonly averaged: number; readonly result: Result }> {
  const recent = await checkpoints.recent();
  const best = await checkpoints.best();
  const candidates = [
    ...(recent.length === 0 ? [] : [{ averaged: recent.length, weights: meanOf(recent) }]),
    ...(best === null ? [] : [{ averaged: 1, weights: best }]),
  ];
  if (candidates.length === 0) throw new Error([...checkpoints.damaged].join(" "));
  const tried = [];
  for (const { averaged, weights } of candidates) {
    assign(model.flat, weights);
    tried.push({ averaged, weights, result: await evaluate() });
  }
  const { weights, averaged, result } = tried.reduce((a, b) => (b.result.score > a.result.score ? b : a));
  assign(model.flat, weights);
  return { averaged, result };
}

/** The place of the best validation: of equal ones the first; −1 if there is none. */
function bestOf(points: readonly ValidationPoint[]): number {
  return points.reduce((best, point, i) => (best === -1 || point.score > points[best].score ? i : best), -1);
}
