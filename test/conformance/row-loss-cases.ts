import { numbers, type Case } from "./case.ts";

type RowLossKernel = "binaryFocal" | "categoricalFocal" | "cosineSimilarity" | "ctc";

const shapes = [
  [1, 2],
  [6, 17],
  [33, 5],
  [700, 3],
] as const;

/** Numbers from 0 to 1, both ends among them. */
const shares = (length: number, seed: number): number[] =>
  numbers(length, seed, 1.2).map((v) => Math.fround(Math.min(1, Math.max(0, v / 2 + 0.5))));

const weightsFor = (count: number): number[] => numbers(count, 3).map(Math.abs);

const flags = [true, false] as const;

function binaryFocal(): Case[] {
  return shapes.flatMap(([examples, width], i) =>
    flags.flatMap((fromLogits) =>
      [0, 0.5, 2].map((gamma) => ({
        title: `${examples}×${width}, gamma ${gamma}${fromLogits ? ", logits" : ""}`,
        given: {
          prediction: fromLogits ? numbers(examples * width, 1, 20) : shares(examples * width, 1),
          target: numbers(examples * width, 2).map((v) => (v > 0 ? 1 : 0)),
          weights: i % 2 === 0 ? null : weightsFor(examples),
          value: { result: 1 },
          gradient: i === 0 && gamma === 0 ? null : { result: examples * width },
          examples,
          width,
          gamma,
          alpha: 0.3,
          balanced: i > 1,
          smoothing: i === 3 ? 0.1 : 0,
          fromLogits,
        },
      })),
    ),
  );
}

function categoricalFocal(): Case[] {
  return shapes.flatMap(([rows, classes], i) =>
    flags.flatMap((fromLogits) =>
      [0, 1.5, 2].map((gamma) => ({
        title: `${rows}×${classes}, gamma ${gamma}${fromLogits ? ", logits" : ""}`,
        given: {
          prediction: fromLogits ? numbers(rows * classes, 1, 20) : shares(rows * classes, 1),
          target: shares(rows * classes, 2),
          weights: i % 2 === 0 ? null : weightsFor(i === 1 ? rows / 3 : rows),
          value: { result: 1 },
          gradient: i === 0 && gamma === 0 ? null : { result: rows * classes },
          rows,
          classes,
          rowsPerWeight: i === 1 ? 3 : 1,
          gamma,
          alpha: 0.3,
          smoothing: i === 3 ? 0.1 : 0,
          fromLogits,
        },
      })),
    ),
  );
}

function cosineSimilarity(): Case[] {
  return shapes.map(([rows, classes], i) => ({
    title: `${rows}×${classes}`,
    // Cosines of many rows cancel.
    scale: 0.01,
    given: {
      // The last row of predictions and the first of targets have no direction.
      prediction: numbers(rows * classes, 1, 3).map((v, k) => (i > 1 && k >= (rows - 1) * classes ? 0 : v)),
      target: numbers(rows * classes, 2, 3).map((v, k) => (i > 1 && k < classes ? 0 : v)),
      weights: i % 2 === 0 ? null : weightsFor(i === 1 ? rows / 3 : rows),
      value: { result: 1 },
      gradient: i === 0 ? null : { result: rows * classes },
      rows,
      classes,
      rowsPerWeight: i === 1 ? 3 : 1,
    },
  }));
}

/** Labels with repeats, without any, and none at all; steps to spare, just enough, and padded. */
const paths = [
  { time: 1, classes: 2, blank: 0, labels: [[1]], steps: [1] },
  { time: 4, classes: 3, blank: 2, labels: [[0, 0, 1], [1, 0], []], steps: [4, 4, 1] },
  {
    time: 30,
    classes: 40,
    blank: 7,
    labels: [[1, 2, 2, 39, 0], [5, 5, 5, 5], [6], [8, 9, 8, 9, 8]],
    steps: [30, 7, 29, 12],
  },
];

function ctc(): Case[] {
  return paths.flatMap(({ time, classes, blank, labels, steps }) =>
    flags.map((weighted) => {
      const [batch, labelTime] = [labels.length, Math.max(...labels.map(({ length }) => length))];
      return {
        title: `${batch}×${time}×${classes}${weighted ? ", weights" : ""}`,
        given: {
          logits: numbers(batch * time * classes, 1, 5),
          labels: labels.flatMap((own) => [...own, ...Array.from({ length: labelTime - own.length }, () => -1)]),
          labelLengths: labels.map(({ length }) => length),
          inputLengths: steps,
          weights: weighted ? weightsFor(batch) : null,
          value: { result: 1 },
          gradient: time === 1 ? null : { result: batch * time * classes },
          batch,
          time,
          classes,
          labelTime,
          blank,
        },
        tolerance: 4e-6,
      };
    }),
  );
}

export const rowLossCases: { readonly [K in RowLossKernel]: readonly Case[] } = {
  binaryFocal: binaryFocal(),
  categoricalFocal: categoricalFocal(),
  cosineSimilarity: cosineSimilarity(),
  ctc: ctc(),
};
