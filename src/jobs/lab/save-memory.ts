import { mkdir } from "node:fs/promises";
import { writeFolder } from "../../files/whole-folder.ts";
import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { MemoryCell, MemoryData, PublishedResult, MemoryRun } from "../../report/lab/memory-data.ts";
import { typed } from "../forecast/command-line.ts";
import { memorySettings } from "./memory-run.ts";
import type { MemoryResult } from "./memory.ts";

/** A test of memory in numbers: memory.json, and what `lookback lab memory --json` prints. */
export interface MemorySummary {
  readonly schema: 2;
  readonly experiment: "memory";
  readonly task: string;
  readonly title: string;
  readonly rule: string;
  readonly gaps: readonly number[];
  readonly models: readonly string[];
  readonly seeds: number;
  readonly units: number;
  /** Most sequences that a run was shown. */
  readonly budget: number;
  readonly settings: typeof memorySettings;
  readonly loss: string;
  /** The loss of the best answer that remembers nothing, for each gap. */
  readonly baselines: readonly number[];
  readonly cells: readonly MemoryCell[];
  readonly runs: readonly MemoryRun[];
  readonly published: readonly PublishedResult[];
  readonly kernels: "native" | "wasm" | "reference";
  readonly threads: number;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
}

export function memorySummary(result: MemoryResult, out: string): MemorySummary {
  const { task, gaps, models, seeds, units, budget, cells, runs, interrupted } = result;
  return {
    schema: 2,
    experiment: "memory",
    task: task.name,
    title: task.title,
    rule: ruleOf(result),
    gaps,
    models,
    seeds,
    units,
    budget,
    settings: memorySettings,
    loss: task.lossName,
    baselines: gaps.map((gap) => task.baseline(gap)),
    cells,
    runs,
    published: task.published,
    kernels: backendInUse().name,
    threads: backendInUse().threads,
    interrupted,
    notes: notesOf(result),
    out,
  };
}

/**
 * Writes memory.json, runs.csv and report.html into a folder, which is made if need be. Returns the names of the files.
 */
export async function saveMemory(result: MemoryResult, folder: string): Promise<readonly string[]> {
  const { memoryReport } = await import("../../report/lab/memory-report.ts");
  const files = {
    "memory.json": `${JSON.stringify(memorySummary(result, folder), null, 2)}\n`,
    "runs.csv": runsCsv(result),
    "report.html": memoryReport(memoryData(result)),
  };
  await mkdir(folder, { recursive: true });
  await writeFolder(folder, files);
  return Object.keys(files);
}

/** What the report of a test of memory shows. */
export function memoryData(result: MemoryResult, createdAt: Date = new Date()): MemoryData {
  const { options, task, models, gaps, seeds, budget, runs, cells, interrupted } = result;
  return {
    title: `Memory: ${task.title}`,
    createdAt: createdAt.toISOString(),
    commandLine: typed("lookback lab memory", undefined, { ...options }),
    kernels: `${backendInUse().name} (${backendInUse().simd})`,
    threads: backendInUse().threads,
    interrupted,
    task: task.title,
    about: task.about,
    rule: ruleOf(result),
    models,
    gaps,
    seeds,
    budget,
    round: memorySettings.round,
    lossName: task.lossName,
    baselines: gaps.map((gap) => task.baseline(gap)),
    baselineName: task.baselineName,
    runs,
    cells,
    published: task.published,
    notes: notesOf(result),
  };
}

/** "all 2,000 sequences of a round are right: …" */
function ruleOf({ task }: Pick<MemoryResult, "task">): string {
  const share = task.solvedShare === 1 ? "all" : `${100 * task.solvedShare} % of`;
  return `${share} ${memorySettings.round.toLocaleString("en-US")} sequences of a round are right (${task.rule})`;
}

function runsCsv({ runs }: MemoryResult): string {
  const lines = runs.map(({ model, gap, seed, solved, sequences, wrong, tested, loss, parameters, seconds }) =>
    [model, gap, seed, solved, sequences, wrong, tested, loss ?? "", parameters, seconds.toFixed(2)].join(","),
  );
  return `${["model,gap,seed,solved,sequences,wrong,tested,loss,parameters,seconds", ...lines].join("\n")}\n`;
}

function notesOf({ task, models, units, interrupted, runs }: MemoryResult): string[] {
  const { batchSize, learningRate, globalClipnorm, tested } = memorySettings;
  return [
    `One setting for every network, task and gap: ${units} units, Adam with a learning rate of ${learningRate}, ` +
      `batches of ${batchSize}, gradients clipped to a global norm of ${globalClipnorm}. Recurrent kernels start ` +
      "orthogonal; the gates that keep the past start with chrono biases (Tallec & Ollivier 2018) for the longest " +
      "sequence of the task. It was chosen on the adding problem at a gap of 100, not tuned for each network.",
    task.held === undefined
      ? "Sequences are made on the fly and never come twice, so each is evaluated before it is trained on. The test " +
        `in the end has ${tested.toLocaleString("en-US")} more.`
      : `A fifth of the images is held back; rounds and the test of ${tested.toLocaleString("en-US")} sequences ` +
        "are drawn from it.",
    ...(models.includes("transformer")
      ? [
          "The transformer has two layers of four heads, pre-norm, with four times the units inside its " +
            "feed-forward parts. It has no state that could forget: every step looks at all others, so the backward " +
            "pass is as short for any gap, and what it has to learn is where to look. It pays with time that grows " +
            "with the square of the length.",
        ]
      : []),
    ...(task.published.some(({ sequences }) => sequences !== null)
      ? [
          "The published counts of sequences are of a network of that time, trained by gradient descent on one " +
            "sequence after another and without a forget gate; the task and what counts as right are the same. " +
            "Success is looked for every 2,000 sequences here, after each one there, where the mean error had to be " +
            "small as well.",
        ]
      : []),
    ...runs.flatMap(({ model, gap, seed, note }) =>
      note === undefined ? [] : [`${model} at a gap of ${gap} with seed ${seed} ended early: ${note}.`],
    ),
    ...(interrupted ? ["This experiment was interrupted: the run under way and those after it are missing."] : []),
  ];
}
