import { join } from "node:path";
import { bleu } from "../../scoring/bleu.ts";
import { chrf } from "../../scoring/chrf.ts";
import { sparseCategoricalCrossentropy } from "../../losses/sparse-categorical-crossentropy.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { TranslationCurves, TranslationRow, TranslationScores } from "../../report/translation-data.ts";
import type { Dataset } from "../../data/dataset.ts";
import { assign, type Tensor } from "../../tensor/tensor.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import { compile } from "../../training/trainer.ts";
import { checkpointsIn, meanOf, type ValidationPoint } from "./checkpoints.ts";
import type { FullOptions } from "./options.ts";
import type { Prepared, PreparedPairs } from "./prepare.ts";
import { recipeOf, type RungName } from "./rungs.ts";
import { translator } from "./translator.ts";
import { padding, tokenLosses } from "./validate.ts";

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
  readonly sample?: { readonly source: string; readonly translation: string };
}

export interface RungCallbacks {
  onStep?(progress: StepProgress): void;
  onValidation?(progress: ValidationProgress): void;
}

/** A trained rung with the weights that are kept. */
export interface TrainedRung {
  readonly row: TranslationRow;
  readonly curves: TranslationCurves;
  readonly model: EncoderDecoder;
  /** Greedy translations of the validation sentences. */
  readonly translations: readonly string[];
  readonly signature: string;
  readonly interrupted: boolean;
}

/**
 * Trains one rung with a checkpoint after every validation, going on from the newest one in its folder if there is one, and gives it the mean of
 * its last weights or those of its best validation, whichever translates the validation pairs better. Null when it was stopped before its
 * first validation.
 */
export async function trainRung(
  rung: RungName,
  prepared: Prepared,
  options: FullOptions,
  folder: string,
  callbacks: RungCallbacks,
  signal: AbortSignal | undefined,
): Promise<TrainedRung | null> {
  const recipe = recipeOf(rung, options.preset);
  const { train, validation, tokenizer } = prepared;
  const model = recipe.model(tokenizer.size, options.seed);
  const trainer = compile(model, {
    optimizer: recipe.optimizer(recipe.learningRate),
    loss: sparseCategoricalCrossentropy({
      fromLogits: true,
      labelSmoothing: recipe.labelSmoothing,
      ignoreClass: padding,
    }),
  });
  const checkpoints = await checkpointsIn(join(folder, "training", rung), options.average);
  const translate = translator(model, tokenizer);
  const stepsPerEpoch = options.validateEvery ?? Math.min(train.dataset.steps, 2000);
  const epochs = Math.ceil((options.updates ?? recipe.updates) / stepsPerEpoch);
  const updates = epochs * stepsPerEpoch;

  const begun = await checkpoints.newest();
  const points: ValidationPoint[] = [...(begun?.points ?? [])];
  if (begun !== null) trainer.restore(begun.state);
  let [seconds, tokens] = [points.at(-1)?.seconds ?? 0, points.at(-1)?.tokens ?? 0];
  let last = performance.now();
  let note: string | undefined;
  let interrupted = false;

  const isOver = (): boolean => {
    const best = bestOf(points);
    const waited = best === -1 ? 0 : points.length - 1 - best;
    return waited >= options.patience || (options.minutes !== undefined && seconds >= 60 * options.minutes);
  };
  const epochsDone = points.length;
  if (epochsDone < epochs && !isOver()) {
    try {
      const history = await trainer.fit(counting(train), {
        initialEpoch: epochsDone,
        epochs,
        stepsPerEpoch,
        seed: options.seed,
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
                  options.minutes === undefined ? left : Math.min(left, Math.max(0, 60 * options.minutes - seconds)),
              });
            },
            async onEpochEnd({ epoch, loss }) {
              const update = (epoch + 1) * stepsPerEpoch;
              const losses = await tokenLosses(model, validation.dataset, recipe.labelSmoothing);
              const { lines, score } = await translateAndScore();
              const improved = score > Math.max(-Infinity, ...points.map((point) => point.bleu));
              points.push({
                update,
                loss,
                validationLoss: losses.smoothed,
                perplexity: Math.exp(losses.plain),
                bleu: score,
                seconds,
                tokens,
              });
              await checkpoints.save(trainer.state(), points, improved);
              const sample = validation.sources.length === 0 ? {} : { sample: sampleOf(points.length, lines) };
              callbacks.onValidation?.({
                ...points[points.length - 1],
                pass: update / train.dataset.steps,
                improved,
                ...sample,
              });
              return isOver() ? "stop" : undefined;
            },
          },
        ],
      });
      interrupted = history.stopped === "interrupted";
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      note = `training ended early: ${error.message}`;
    }
  }
  if (points.length === 0) return null;
  const kept = await keepBetter();
  const losses = await tokenLosses(model, validation.dataset, recipe.labelSmoothing);
  return {
    model,
    interrupted,
    translations: kept.lines,
    signature: kept.signature,
    curves: {
      rung,
      updates: points.map(({ update }) => update),
      loss: points.map(({ loss }) => loss),
      validationLoss: points.map(({ validationLoss }) => validationLoss),
      bleu: points.map((point) => point.bleu),
      tokensPerSecond: points.map((point) => point.tokens / point.seconds),
    },
    row: {
      rung,
      parameters: model.parameterCount,
      validation: { ...kept.scores, perplexity: Math.exp(losses.plain) },
      averaged: kept.averaged,
      updates: points[points.length - 1].update,
      passes: points[points.length - 1].update / train.dataset.steps,
      seconds,
      tokensPerSecond: tokens / seconds,
      ...(note === undefined ? {} : { note }),
    },
  };

  /** The training pairs, with the target tokens counted as batches are taken. */
  function counting({ dataset }: PreparedPairs): Dataset<readonly Tensor[]> {
    return {
      steps: dataset.steps,
      batch(index) {
        tokens += dataset.sizeOf(index).targetTokens;
        return dataset.batch(index);
      },
    };
  }

  async function translateAndScore(): Promise<{
    readonly lines: readonly string[];
    readonly score: number;
    readonly signature: string;
  }> {
    const lines = (await translate(validation.sources, { beam: 1 })).map(([{ text }]) => text);
    const { score, signature } = bleu(lines, validation.targets, { lowercase: options.lowercase });
    return { lines, score, signature };
  }

  /** Gives the model the mean of the last checkpoints' weights or the best ones. */
  async function keepBetter(): Promise<{
    readonly averaged: number;
    readonly lines: readonly string[];
    readonly signature: string;
    readonly scores: Omit<TranslationScores, "perplexity">;
  }> {
    const recent = await checkpoints.weights();
    const best = await checkpoints.best();
    const candidates = [
      { averaged: recent.length, weights: meanOf(recent) },
      ...(best === null ? [] : [{ averaged: 1, weights: best }]),
    ];
    const tried = [];
    for (const { averaged, weights } of candidates) {
      assign(model.flat, weights);
      tried.push({ averaged, weights, ...(await translateAndScore()) });
    }
    const { weights, lines, score, signature, averaged } = tried.reduce((a, b) => (b.score > a.score ? b : a));
    assign(model.flat, weights);
    const { score: characters } = chrf(lines, validation.targets);
    return { averaged, lines, signature, scores: { bleu: score, chrf: characters } };
  }

  function sampleOf(turn: number, lines: readonly string[]): { readonly source: string; readonly translation: string } {
    const i = (turn * 7) % validation.sources.length;
    return { source: validation.sources[i], translation: lines[i] };
  }
}

/** The place of the best validation: of equal ones the first; −1 if there is none. */
function bestOf(points: readonly ValidationPoint[]): number {
  return points.reduce((best, point, i) => (best === -1 || point.bleu > points[best].bleu ? i : best), -1);
}
