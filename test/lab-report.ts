import type { GradientsData } from "../src/report/lab/gradients-data.ts";
import type { MemoryData, MemoryRun } from "../src/report/lab/memory-data.ts";

const about = {
  createdAt: "2026-03-14T09:26:53.589Z",
  kernels: "reference",
  threads: 1,
  interrupted: false,
  notes: ["Two cells.", "A loss < 1 & more."],
};

/** Two made-up cells at three radii over 30 steps. */
export function exampleGradients(): GradientsData {
  const cells = [
    ["simple-rnn-linear", "A linear one"],
    ["lstm", "LSTM"],
  ] as const;
  return {
    ...about,
    title: "Gradients through time",
    commandLine: "lookback lab gradients --steps 30",
    seed: 3,
    units: 8,
    steps: 30,
    batch: 2,
    curves: cells.flatMap(([cell, title]) =>
      [0.1, 1, 3].map((radius) => ({
        cell,
        title,
        radius,
        hidden: Array.from({ length: 31 }, (_, k) => radius ** k),
        cellState: cell === "lstm" ? Array.from({ length: 31 }, () => 1) : null,
        slope: Math.log(radius),
        logRadius: Math.log(radius),
        saturated: 0.25,
      })),
    ),
    clipNorm: 1,
    clipping: [{ radius: 3, lengths: [10, 20, 30], unclipped: [3 ** 10, 3 ** 20, 3 ** 30], clipped: [1, 1, 1] }],
  };
}

/** Two networks at two gaps from two seeds: one solves everything, the other nothing. */
export function exampleMemory(): MemoryData {
  const models = ["simple-rnn", "lstm"];
  const gaps = [50, 100];
  const runs = gaps.flatMap((gap) =>
    models.flatMap((model) =>
      [0, 1].map((seed): MemoryRun => {
        const solved = model === "lstm";
        const rounds = solved ? 5 + seed : 10;
        return {
          model,
          gap,
          seed,
          solved,
          sequences: 2000 * rounds,
          wrong: solved ? 1 : 2000,
          tested: 2560,
          loss: solved ? 1e-4 : 0.04,
          parameters: 100,
          seconds: 2,
          losses: Array.from({ length: rounds }, (_, i) => (solved ? 0.04 / 3 ** i : 0.04)),
          right: Array.from({ length: rounds }, (_, i) => (solved ? (i + 1) / rounds : 0)),
        };
      }),
    ),
  );
  return {
    ...about,
    title: "Memory: adding problem (1997)",
    commandLine: "lookback lab memory --gaps 50,100",
    task: "adding problem (1997)",
    about: "Two numbers are added.",
    rule: "all sequences are right (less than 0.04 off)",
    models,
    gaps,
    seeds: 2,
    budget: 20_000,
    round: 2000,
    lossName: "mean squared error",
    baselines: [0.039, 0.04],
    baselineName: "always answering 0.5",
    runs,
    cells: gaps.flatMap((gap) =>
      models.map((model) => ({
        model,
        gap,
        runs: 2,
        solved: model === "lstm" ? 2 : 0,
        medianSequences: model === "lstm" ? 11_000 : null,
        wrong: model === "lstm" ? 2 : 4000,
        tested: 5120,
        meanLoss: model === "lstm" ? 1e-4 : 0.04,
        seconds: 4,
      })),
    ),
    published: [{ model: "lstm", gap: 100, sequences: 74_000, source: "LSTM of 1997" }],
  };
}
