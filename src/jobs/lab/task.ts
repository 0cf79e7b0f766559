import type { Dataset } from "../../data/dataset.ts";
import type { LossOption } from "../../losses/registry.ts";
import type { RandomKey } from "../../tensor/random.ts";
import { fold, randomKey } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Shape } from "../../tensor/shape.ts";

/** Sequences of one length with their targets, as flat arrays. */
export interface Sequences {
  readonly steps: number;
  /** [count, steps, features] */
  readonly x: Float32Array;
  /** [count, ...] as the task's head predicts. */
  readonly y: Float32Array;
  /** Shape of y without its first axis. */
  readonly target: Shape;
}

/** A published result to compare a run with. */
export interface PublishedResult {
  readonly model: string;
  /** Gap, or null where it is the same for all. */
  readonly gap: number | null;
  /** Sequences presented before success; null where it is of another kind. */
  readonly sequences: number | null;
  /** In words, with the source. */
  readonly source: string;
}

/**
 * A test of memory: sequences in which what matters lies `gap` steps before it is needed. All sequences of a batch have
 * one length, so nothing is padded; where the task's lengths vary, they vary from batch to batch.
 */
export interface MemoryTask {
  readonly name: string;
  /** "adding problem, 1997" */
  readonly title: string;
  /** One sentence on what has to be remembered. */
  readonly about: string;
  /** What the success criterion demands of one sequence, in words. */
  readonly rule: string;
  readonly features: number;
  readonly outputs: number;
  /** Whether there is a target at every step. */
  readonly everyStep: boolean;
  /** Of the head, which is linear: tasks with classes read its numbers as logits. */
  readonly loss: LossOption;
  /** What the loss is, for axes. */
  readonly lossName: string;
  /** The loss of the best answer that knows nothing of the sequence. */
  readonly baseline: (gap: number) => number;
  /** What the baseline is, in words. */
  readonly baselineName: string;
  /** Whether the answer to one sequence counts as right. */
  readonly isRight: (prediction: ArrayLike<number>, target: ArrayLike<number>) => boolean;
  /** Share of right outputs in a round of sequences at which the task counts as solved. */
  readonly solvedShare: number;
  /** Longest sequence. */
  readonly longest: (gap: number) => number;
  /** Gaps that are run when none are named. */
  readonly gaps: readonly number[];
  /** Most sequences that a run is shown when no number is named. */
  readonly budget: number;
  readonly published: readonly PublishedResult[];
  /** Sequences to learn from; a pure function of the key. */
  readonly draw: (key: RandomKey, count: number, gap: number) => Sequences;
  /** Sequences that are not learned from, where these are not simply more draws: success is then measured on them. */
  readonly held?: (key: RandomKey, count: number, gap: number) => Sequences;
}

/** Endless batches of a task. Batch number index is a pure function of the seed, the purpose and the index. */
export function batchesOf(draw: MemoryTask["draw"], { gap, seed, purpose, batchSize }: DrawOptions): Dataset {
  const key = fold(randomKey(seed), purpose);
  return {
    steps: Infinity,
    batch(index) {
      const { steps, x, y, target } = draw(fold(key, index), batchSize, gap);
      return {
        x: tensor(x, [batchSize, steps, x.length / (batchSize * steps)]),
        y: tensor(y, [batchSize, ...target]),
      };
    },
  };
}

export interface DrawOptions {
  readonly gap: number;
  readonly seed: number;
  /** "training" and "test" give sequences that have nothing to do with each other. */
  readonly purpose: string;
  readonly batchSize: number;
}
