import { binaryCrossentropy } from "../../losses/binary-crossentropy.ts";
import { fold, integers } from "../../tensor/random.ts";
import type { MemoryTask } from "./task.ts";

/** One-hot positions: start, end, the two that matter, four that distract. */
const [start, end, relevant, distractors] = [0, 1, 2, 4];
const symbols = 8;

/**
 * Temporal order, experiment 6a of Hochreiter & Schmidhuber 1997, section 5.6. A sequence starts with E, ends with B,
 * and holds random symbols of a, b, c, d, but for two that are X or Y: one at t₁ uniform in 10 … 20 and one at t₂
 * uniform in 50 … 60. The class at the end says which came first and which second: XX, XY, YX or YY. The length is
 * uniform in 100 … 110, drawn anew for every batch. Other gaps T scale these ranges: t₁ in T/10 … T/5, t₂ in T/2 …
 * 6T/10, length T … 1.1 T. Steps count from 0.
 */
export const temporalOrder: MemoryTask = {
  name: "temporal-order",
  title: "temporal order (6a of 1997)",
  about: "Two symbols among noise have to be remembered in their order to the end: four classes.",
  rule: "all four outputs are less than 0.3 off",
  features: symbols,
  outputs: 4,
  everyStep: false,
  loss: binaryCrossentropy({ fromLogits: true }),
  lossName: "cross-entropy per output",
  baseline: () => Math.log(4) - 0.75 * Math.log(3),
  baselineName: "answering ¼ for every class",
  isRight: (prediction, target) =>
    Array.from(prediction, (logit, k) => Math.abs(1 / (1 + Math.exp(-logit)) - target[k])).every(
      (error) => error < 0.3,
    ),
  solvedShare: 1,
  longest: (gap) => gap + Math.floor(gap / 10),
  gaps: [50, 100, 200, 400],
  budget: 100_000,
  published: [
    {
      model: "lstm",
      gap: 100,
      sequences: 31_390,
      source: "LSTM of 156 weights, no forget gate, length 100–110 (Hochreiter & Schmidhuber 1997)",
    },
  ],
  draw(key, count, gap) {
    const [length] = integers(fold(key, "length"), 1, gap, gap + Math.floor(gap / 10) + 1);
    const noise = integers(fold(key, "noise"), count * length, distractors, symbols);
    const first = integers(fold(key, "first"), count, Math.floor(gap / 10), Math.floor(gap / 5) + 1);
    const second = integers(fold(key, "second"), count, Math.floor(gap / 2), Math.floor((6 * gap) / 10) + 1);
    const classes = integers(fold(key, "class"), count, 0, 4);
    const x = new Float32Array(count * length * symbols);
    const y = new Float32Array(count * 4);
    for (let row = 0; row < count; row++) {
      const sequence = noise.subarray(row * length, (row + 1) * length);
      sequence[0] = start;
      sequence[length - 1] = end;
      sequence[first[row]] = relevant + (classes[row] >> 1);
      sequence[second[row]] = relevant + (classes[row] & 1);
      sequence.forEach((symbol, step) => (x[(row * length + step) * symbols + symbol] = 1));
      y[4 * row + classes[row]] = 1;
    }
    return { steps: length, x, y, target: [4] };
  },
};
