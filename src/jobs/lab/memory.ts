import type { MemoryCell, MemoryRun } from "../../report/lab/memory-data.ts";
import { mean } from "../../scoring/numbers.ts";
import { quantiles } from "../../scoring/quantiles.ts";
import { checkCount, OptionError } from "../option-error.ts";
import { suggest } from "../table/data-error.ts";
import { adding1997, addingModern } from "./adding.ts";
import { copyMemory } from "./copy.ts";
import { memoryModels, type MemoryModel } from "./memory-model.ts";
import { memoryRun, memorySettings, type RoundProgress, type RunOptions } from "./memory-run.ts";
import { readDigits, sequentialDigits } from "./sequential-digits.ts";
import type { MemoryTask } from "./task.ts";
import { temporalOrder } from "./temporal-order.ts";

export const taskNames = ["adding", "copy", "temporal-order", "sequential-digits"] as const;
export type TaskName = (typeof taskNames)[number];

export interface MemoryOptions {
  /** Default: adding. */
  readonly task?: TaskName;
  /** Of the adding problem: as published in 1997, or as used since 2015. Default: 1997. */
  readonly form?: "1997" | "modern";
  /** Steps over which something has to be remembered. Default: the task's. */
  readonly gaps?: readonly number[];
  /** Networks. Default: all. */
  readonly models?: readonly string[];
  /** Runs of each network at each gap, with seeds from 0. Default: 3. */
  readonly seeds?: number;
  /** Most sequences that a run is shown. Default: the task's. */
  readonly sequences?: number;
  /** Size of the state. Default: 32. */
  readonly units?: number;
  /** Images of digits, for sequential-digits. */
  readonly data?: string;
}

export interface MemoryResult {
  readonly options: MemoryOptions;
  readonly task: MemoryTask;
  readonly models: readonly MemoryModel[];
  readonly gaps: readonly number[];
  readonly seeds: number;
  readonly units: number;
  readonly budget: number;
  readonly runs: readonly MemoryRun[];
  readonly cells: readonly MemoryCell[];
  readonly interrupted: boolean;
}

export interface MemoryCallbacks {
  onPlan?(plan: Omit<MemoryResult, "runs" | "cells" | "interrupted">): void;
  onRunBegin?(run: RunOptions, index: number, runs: number): void;
  onRound?(progress: RoundProgress): void;
  onRunEnd?(run: MemoryRun): void;
}

/**
 * How long different networks can remember: each is trained on a classic task at growing gaps, from several seeds,
 * until it solves it or has seen as many sequences as allowed. Aborting the signal ends the experiment; the run under
 * way is left out.
 */
export async function memoryExperiment(
  options: MemoryOptions,
  callbacks: MemoryCallbacks = {},
  signal?: AbortSignal,
): Promise<MemoryResult> {
  const { seeds = 3, units = 32 } = options;
  const models = chosenModels(options.models ?? memoryModels);
  for (const [name, value] of Object.entries({ seeds, units })) checkCount(name, value, 1);
  const task = await chosenTask(options);
  const gaps = chosenGaps(task, options.gaps);
  const budget = roundedUp(options.sequences ?? task.budget);
  const plan = { options, task, models, gaps, seeds, units, budget };
  callbacks.onPlan?.(plan);
  const planned = gaps.flatMap((gap) =>
    models.flatMap((model) =>
      Array.from({ length: seeds }, (_, seed): RunOptions => ({ model, gap, seed, units, budget })),
    ),
  );
  const runs: MemoryRun[] = [];
  for (const [index, run] of planned.entries()) {
    if (signal?.aborted) break;
    callbacks.onRunBegin?.(run, index, planned.length);
    const result = await memoryRun(task, run, (progress) => callbacks.onRound?.(progress), signal);
    if (result === null) break;
    runs.push(result);
    callbacks.onRunEnd?.(result);
    // Ctrl-C is heard here too: a run that is over at once never lets the event loop have its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (runs.length === 0) signal?.throwIfAborted();
  return { ...plan, runs, cells: cellsOf(runs), interrupted: runs.length < planned.length };
}

/** Runs of one network at one gap taken together, in the order in which they were made. */
export function cellsOf(runs: readonly MemoryRun[]): readonly MemoryCell[] {
  const groups = new Map<string, MemoryRun[]>();
  for (const run of runs) {
    const key = `${run.gap} ${run.model}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((group) => {
    const solved = group.filter((run) => run.solved).map((run) => run.sequences);
    const [medianSequences] = quantiles(solved, [0.5]);
    return {
      model: group[0].model,
      gap: group[0].gap,
      runs: group.length,
      solved: solved.length,
      medianSequences,
      wrong: group.reduce((sum, { wrong }) => sum + wrong, 0),
      tested: group.reduce((sum, { tested }) => sum + tested, 0),
      meanLoss: mean(group.flatMap(({ loss }) => loss ?? [])),
      seconds: group.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  });
}

function chosenModels(names: readonly string[]): readonly MemoryModel[] {
  for (const name of names) {
    if (!memoryModels.some((model) => model === name))
      throw new OptionError(`there is no model "${name}"; help: ${suggest(name, memoryModels)}`);
  }
  return memoryModels.filter((model) => names.includes(model));
}

async function chosenTask({ task = "adding", form, data }: MemoryOptions): Promise<MemoryTask> {
  if (!taskNames.includes(task)) throw new OptionError(`there is no task "${task}"; help: ${suggest(task, taskNames)}`);
  if (form !== undefined && task !== "adding")
    throw new OptionError(`form chooses between the two adding problems, got the task ${task}; help: leave it out`);
  if (data !== undefined && task !== "sequential-digits")
    throw new OptionError(`${task} makes its sequences itself and reads no data, got ${data}; help: leave data out`);
  if (task === "adding") return form === "modern" ? addingModern : adding1997;
  if (task === "copy") return copyMemory;
  if (task === "temporal-order") return temporalOrder;
  if (data === undefined)
    throw new OptionError(
      "sequential-digits reads images from a file, and none was named; help: --data optdigits.tra, a CSV of 64 " +
        "grey values and a digit in each line, as in the optical digits of the UCI repository",
    );
  return sequentialDigits(await readDigits(data));
}

function chosenGaps(task: MemoryTask, gaps: readonly number[] | undefined): readonly number[] {
  if (gaps === undefined) return task.gaps;
  if (task.held !== undefined)
    throw new OptionError(
      `${task.name} has one gap, ${task.gaps.join(", ")}, got ${gaps.join(", ")}; help: leave gaps out`,
    );
  if (gaps.length === 0) throw new OptionError("gaps names no number; help: 100, or several such as 50,100");
  for (const gap of gaps) {
    if (!Number.isSafeInteger(gap) || gap < 20 || gap > 10_000)
      throw new OptionError(`a gap is an integer from 20 to 10000, got ${gap}; help: 100, or several such as 50,100`);
  }
  return [...new Set(gaps)].toSorted((a, b) => a - b);
}

function roundedUp(sequences: number): number {
  checkCount("sequences", sequences, 1);
  return Math.ceil(sequences / memorySettings.round) * memorySettings.round;
}
