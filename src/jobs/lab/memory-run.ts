import { adam } from "../../optimizers/adam.ts";
import type { MemoryRun } from "../../report/lab/memory-data.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { EpochLogs } from "../../training/callbacks/callback.ts";
import { NonFiniteError } from "../../training/non-finite.ts";
import { compile } from "../../training/trainer.ts";
import { memoryModel, type MemoryModel } from "./memory-model.ts";
import { shareRight } from "./share-right.ts";
import { batchesOf, type MemoryTask } from "./task.ts";

/** Chosen once, on the adding problem at a gap of 100, and the same for every network, task and gap. */
export const memorySettings = {
  batchSize: 40,
  /** Of Adam. */
  learningRate: 0.005,
  globalClipnorm: 1,
  /** Sequences in a round: success is evaluated on each. */
  round: 2000,
  /** Sequences of the test. */
  tested: 2560,
} as const;

export interface RunOptions {
  readonly model: MemoryModel;
  readonly gap: number;
  readonly seed: number;
  readonly units: number;
  /** Most sequences to be shown. */
  readonly budget: number;
}

/** After a round. */
export interface RoundProgress {
  readonly sequences: number;
  readonly loss: number;
  readonly right: number;
}

/**
 * Trains one network on one task until a whole round of sequences is right, each evaluated before it is trained on, or
 * until the budget is spent; then tests it with sequences of their own. The criterion is that of Hochreiter &
 * Schmidhuber 1997 ("the 2000 most recent sequences were processed correctly"), taken every 2,000 sequences and without
 * their second condition on the mean error. Null when the signal ended it.
 */
export async function memoryRun(
  task: MemoryTask,
  { model: network, gap, seed, units, budget }: RunOptions,
  onRound: (progress: RoundProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<MemoryRun | null> {
  const { batchSize, learningRate, globalClipnorm, round, tested } = memorySettings;
  const began = performance.now();
  const model = memoryModel(network, task, { gap, units, seed });
  const trainer = compile(model, {
    optimizer: adam({ learningRate, globalClipnorm }),
    loss: task.loss,
    metrics: [shareRight(task)],
  });
  const batches = (purpose: string, held: boolean) =>
    batchesOf(held ? (task.held ?? task.draw) : task.draw, { gap, seed, purpose, batchSize });
  const losses: (number | null)[] = [];
  const shares: number[] = [];
  const shareOf = ({ metrics }: EpochLogs): number => metrics[task.held === undefined ? "shareRight" : "valShareRight"];
  let note: string | undefined;
  try {
    const { stopped } = await trainer.fit(batches("training", false), {
      epochs: Math.ceil(budget / round),
      stepsPerEpoch: round / batchSize,
      ...(task.held === undefined
        ? {}
        : { validationData: batches("validation", true), validationSteps: round / batchSize }),
      callbacks: [
        {
          onEpochEnd(logs) {
            losses.push(finiteOrNull(logs.loss));
            shares.push(shareOf(logs));
            onRound({ sequences: shares.length * round, loss: logs.loss, right: shareOf(logs) });
            return shareOf(logs) >= task.solvedShare ? "stop" : undefined;
          },
        },
      ],
      ...(signal === undefined ? {} : { signal }),
    });
    if (stopped === "interrupted") return null;
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    note = error.message;
  }
  const test = await trainer.evaluate(batches("test", true), { steps: tested / batchSize });
  return {
    model: network,
    gap,
    seed,
    solved: (shares.at(-1) ?? 0) >= task.solvedShare,
    sequences: shares.length * round,
    wrong: Math.round((1 - test.metrics["shareRight"]) * tested),
    tested,
    loss: finiteOrNull(test.loss),
    parameters: model.parameterCount,
    seconds: (performance.now() - began) / 1000,
    losses,
    right: shares,
    ...(note === undefined ? {} : { note }),
  };
}
