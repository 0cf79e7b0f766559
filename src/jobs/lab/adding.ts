import { fold, integers, uniform } from "../../tensor/random.ts";
import type { MemoryTask } from "./task.ts";

/**
 * The adding problem of Hochreiter & Schmidhuber 1997, section 5.4. Each step has a number uniform in [−1, 1) and a
 * mark. Two steps are marked 1: one of the first ten, and one of the first T/2 − 1 that are not marked yet; the first
 * and the last step are marked −1, all others 0. The target at the end is 0.5 + (X1 + X2)/4. Should a marked step be
 * the first, it keeps its −1 and counts as 0. Lengths are uniform in T … T + T/10, drawn anew for every batch.
 */
export const adding1997: MemoryTask = {
  name: "adding",
  title: "adding problem (1997)",
  about: "Two marked numbers in the first half of a sequence have to be kept to its end and added.",
  rule: "the answer is less than 0.04 off",
  features: 2,
  outputs: 1,
  everyStep: false,
  loss: "meanSquaredError",
  lossName: "mean squared error",
  // The variance of (X1 + X2)/4 with Var X = 1/3, but for the tenth of the sequences in which X1 counts as 0 and the
  // few in which X2 does.
  baseline: (gap) => (1 - 1 / firstMarks(gap) + secondKept(gap)) / 3 / 16,
  baselineName: "always answering 0.5",
  isRight: (answer, target) => Math.abs(answer[0] - target[0]) < 0.04,
  solvedShare: 1,
  longest: (gap) => gap + Math.floor(gap / 10),
  gaps: [50, 100, 200, 400],
  budget: 200_000,
  published: [
    {
      model: "lstm",
      gap: 100,
      sequences: 74_000,
      source: "LSTM of 93 weights, no forget gate, T = 100 (Hochreiter & Schmidhuber 1997)",
    },
    { model: "lstm", gap: 500, sequences: 209_000, source: "the same, T = 500" },
    { model: "lstm", gap: 1000, sequences: 853_000, source: "the same, T = 1000" },
  ],
  draw(key, count, gap) {
    const [length] = integers(fold(key, "length"), 1, gap, gap + Math.floor(gap / 10) + 1);
    const values = uniform(fold(key, "values"), count * length, -1, 1);
    const first = integers(fold(key, "first mark"), count, 0, firstMarks(gap));
    // Of the steps that are not marked yet: those from the first mark on move up by one.
    const second = integers(fold(key, "second mark"), count, 0, secondMarks(gap));
    const x = new Float32Array(count * length * 2);
    const y = new Float32Array(count);
    for (let row = 0; row < count; row++) {
      const start = row * length;
      for (let step = 0; step < length; step++) x[2 * (start + step)] = values[start + step];
      const marks = [first[row], second[row] < first[row] ? second[row] : second[row] + 1];
      for (const mark of marks) x[2 * (start + mark) + 1] = 1;
      x[2 * start + 1] = -1;
      x[2 * (start + length - 1) + 1] = -1;
      const sum = marks.reduce((total, mark) => total + (mark === 0 ? 0 : values[start + mark]), 0);
      y[row] = 0.5 + sum / 4;
    }
    return { steps: length, x, y, target: [1] };
  },
};

function firstMarks(gap: number): number {
  return Math.min(10, gap);
}

function secondMarks(gap: number): number {
  return Math.max(1, Math.floor(gap / 2) - 1);
}

/** The chance that the second mark is not on the first step. */
function secondKept(gap: number): number {
  const taken = 1 / firstMarks(gap);
  return 1 - (1 - taken) / secondMarks(gap);
}

/**
 * The adding problem as it is used since Le et al. 2015 (arXiv:1504.00941): T steps with a number uniform in [0, 1) and
 * a mark, which is 1 at one step of each half and 0 elsewhere; the target is the sum of the two marked numbers. Always
 * answering 1 has a mean squared error of 1/6; the literature quotes 0.1767 from its samples.
 */
export const addingModern: MemoryTask = {
  ...adding1997,
  title: "adding problem (modern form)",
  about: "Two marked numbers, one in each half of a sequence, have to be kept to its end and added.",
  // The sum has twice the range of the target of 1997 and the same spread for its range: 0.04 of a range of 1 is 0.08
  // of a range of 2.
  rule: "the answer is less than 0.08 off",
  baseline: () => 1 / 6,
  baselineName: "always answering 1",
  isRight: (answer, target) => Math.abs(answer[0] - target[0]) < 0.08,
  longest: (gap) => gap,
  published: [
    {
      model: "gru",
      gap: 600,
      sequences: null,
      source: "GRU of 70K parameters, T = 600: loss 5.3e-5; LSTM 0.164, tanh-RNN 0.177 (Bai et al. 2018)",
    },
  ],
  draw(key, count, gap) {
    const values = uniform(fold(key, "values"), count * gap);
    const half = Math.floor(gap / 2);
    const first = integers(fold(key, "first mark"), count, 0, half);
    const second = integers(fold(key, "second mark"), count, half, gap);
    const x = new Float32Array(count * gap * 2);
    const y = new Float32Array(count);
    for (let row = 0; row < count; row++) {
      const start = row * gap;
      for (let step = 0; step < gap; step++) x[2 * (start + step)] = values[start + step];
      for (const mark of [first[row], second[row]]) {
        x[2 * (start + mark) + 1] = 1;
        y[row] += values[start + mark];
      }
    }
    return { steps: gap, x, y, target: [1] };
  },
};
