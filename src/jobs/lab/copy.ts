import { categoricalCrossentropy } from "../../losses/categorical-crossentropy.ts";
import { fold, integers } from "../../tensor/random.ts";
import { largest } from "./largest.ts";
import type { MemoryTask } from "./task.ts";

const symbols = 8;
const remembered = 10;
const blank = symbols;
const delimiter = symbols + 1;
const inputs = symbols + 2;
/** Eight symbols and the blank; the delimiter is never an answer. */
const outputs = symbols + 1;

/**
 * Copy memory (Arjovsky et al. 2016, arXiv:1511.06464, section 5.1; after Hochreiter & Schmidhuber 1997): ten symbols
 * out of eight, T − 1 blanks, a delimiter, ten blanks. The answer is blank for T + 10 steps, then the ten symbols in
 * their order. A model without memory predicts blank, and then each symbol with ⅛: a cross-entropy of 10 ln 8 / (T +
 * 20).
 *
 * Gated networks of 32 units stay at that line for the 200,000 sequences of the default, as published for far larger
 * ones at T = 1000. Ten symbols are 30 bits to be held at once: with 128 units and as many sequences as 20,000 steps of
 * the published batches of 20, they leave the line at T = 100.
 */
export const copyMemory: MemoryTask = {
  name: "copy",
  title: "copy memory",
  about: "Ten symbols have to be kept over a run of blanks and then written down in their order.",
  rule: "all ten symbols are right",
  features: inputs,
  outputs,
  everyStep: true,
  loss: categoricalCrossentropy({ fromLogits: true }),
  lossName: "cross-entropy per step",
  baseline: (gap) => (remembered * Math.log(symbols)) / (gap + 2 * remembered),
  baselineName: "blanks, then any of the eight symbols",
  isRight(prediction, target) {
    for (let from = prediction.length - remembered * outputs; from < prediction.length; from += outputs) {
      if (largest(prediction, from, outputs) !== largest(target, from, outputs)) return false;
    }
    return true;
  },
  solvedShare: 1,
  longest: (gap) => gap + 2 * remembered,
  gaps: [50, 100, 200, 400],
  budget: 200_000,
  published: [
    {
      model: "lstm",
      gap: 1000,
      sequences: null,
      source:
        "LSTM 0.0204, GRU 0.0197, tanh-RNN 0.0202 at T = 1000, where remembering nothing has 0.0204 (Bai et al. " +
        "2018): nothing learned",
    },
  ],
  draw(key, count, gap) {
    const steps = gap + 2 * remembered;
    const drawn = integers(fold(key, "symbols"), count * remembered, 0, symbols);
    const x = new Float32Array(count * steps * inputs);
    const y = new Float32Array(count * steps * outputs);
    for (let row = 0; row < count; row++) {
      const memory = drawn.subarray(row * remembered, (row + 1) * remembered);
      for (let step = 0; step < steps; step++) {
        const symbol = step < remembered ? memory[step] : step === remembered + gap - 1 ? delimiter : blank;
        const answer = step < steps - remembered ? blank : memory[step - (steps - remembered)];
        x[(row * steps + step) * inputs + symbol] = 1;
        y[(row * steps + step) * outputs + answer] = 1;
      }
    }
    return { steps, x, y, target: [steps, outputs] };
  },
};
