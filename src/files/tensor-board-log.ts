import { checkOptions } from "../tensor/options.ts";
import { appendFile, mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Callback, EpochLogs } from "../training/callbacks/callback.ts";
import { firstRecord, scalarRecord } from "./event-records.ts";
import { showValue } from "../tensor/show-value.ts";

export interface TensorBoardLogOptions {
  /**
   * Of this training; gets the folders train and, with validation data, validation. tensorboard --logdir reads it, or
   * one above it.
   */
  readonly folder: string;
  /** Write the loss every this number of steps, too, as batchLoss. Default: epochs alone. */
  readonly steps?: number;
}

/**
 * Writes what training tells into event files for TensorBoard: loss, learningRate and the metrics by epoch, those of
 * the validation data under the same names in a run of their own, as Keras's TensorBoard callback does. A training that
 * goes on adds a file, which TensorBoard joins to those before.
 */
export function tensorBoardLog(options: TensorBoardLogOptions): Callback {
  checkOptions("tensorBoardLog", options, { folder: true, steps: true });
  const { folder, steps } = options;
  if (steps !== undefined && !(Number.isSafeInteger(steps) && steps >= 1))
    throw new RangeError(`tensorBoardLog: steps must be an integer of at least 1, got ${showValue(steps)}`);
  const files = new Map<Run, string>();

  /** Numbers of one run at one step. A file begins with its first numbers. */
  async function write(run: Run, step: number, numbers: Readonly<Record<string, number>>): Promise<void> {
    const time = Date.now() / 1000;
    const records = Object.entries(numbers).map(([tag, value]) => scalarRecord({ tag, step, value, time }));
    let file = files.get(run);
    if (file === undefined) {
      await mkdir(join(folder, run), { recursive: true });
      file = join(folder, run, `events.out.tfevents.${Math.floor(time)}.${hostname()}.${process.pid}.${fileNumber++}`);
      files.set(run, file);
      records.unshift(firstRecord(time));
    }
    await appendFile(file, Buffer.concat(records));
  }

  return {
    onTrainBegin: () => files.clear(),
    async afterStep({ update, batchLoss }) {
      if (steps !== undefined && update % steps === 0) await write("train", update, { batchLoss });
    },
    async afterEpoch(logs) {
      const { train, validation } = byRun(logs);
      await write("train", logs.epoch, train);
      if (validation !== null) await write("validation", logs.epoch, validation);
    },
  };
}

type Run = "train" | "validation";

/** So that two files of one second are not the same. */
let fileNumber = 0;

/** The metrics of an epoch; those of validation without val in front. */
function byRun({ loss, valLoss, learningRate, metrics }: EpochLogs): {
  readonly train: Readonly<Record<string, number>>;
  readonly validation: Readonly<Record<string, number>> | null;
} {
  const entries = Object.entries(metrics);
  const names = new Set(Object.keys(metrics));
  const pairs = entries.flatMap(([name, value]) => {
    const plain = `${name.charAt(3).toLowerCase()}${name.slice(4)}`;
    return valLoss !== undefined && name.startsWith("val") && names.has(plain) ? [[name, plain, value] as const] : [];
  });
  const validated = new Set(pairs.map(([name]) => name));
  return {
    train: {
      loss,
      ...(learningRate === undefined ? {} : { learningRate }),
      ...Object.fromEntries(entries.filter(([name]) => !validated.has(name))),
    },
    validation:
      valLoss === undefined
        ? null
        : { loss: valLoss, ...Object.fromEntries(pairs.map(([, plain, value]) => [plain, value])) },
  };
}
