import { expect, test } from "vitest";
import { fold, randomKey } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { scope } from "../../tensor/memory.ts";
import { lossFrom } from "../../losses/registry.ts";
import { adding1997, addingModern } from "./adding.ts";
import { copyMemory } from "./copy.ts";
import { batchesOf, type MemoryTask, type Sequences } from "./task.ts";
import { temporalOrder } from "./temporal-order.ts";

const key = fold(randomKey(3), "tasks");

/** Step numbers of one sequence at which a feature has a value, of sequences with two features. */
function stepsWith({ x, steps }: Sequences, row: number, feature: number, value: number): number[] {
  return Array.from({ length: steps }, (_, step) => step).filter(
    (step) => x[(row * steps + step) * 2 + feature] === value,
  );
}

function drawn(task: MemoryTask, count: number, gap: number, index = 0): Sequences {
  return task.draw(fold(key, index), count, gap);
}

function range(seen: ReadonlySet<number>): number[] {
  return [Math.min(...seen), Math.max(...seen), seen.size];
}

/** Which of `width` numbers is 1, of the one-hot vector number `at`. */
function symbolAt(values: Float32Array, width: number, at: number): number {
  return values.subarray(at * width, (at + 1) * width).indexOf(1);
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

test("adding of 1997: two marks in their ranges, -1 at both ends, and the target of the marked numbers", () => {
  const lengths = new Set<number>();
  const [firstSeen, secondSeen] = [new Set<number>(), new Set<number>()];
  let zeroed = 0;
  for (let index = 0; index < 60; index++) {
    const sequences = drawn(adding1997, 50, 100, index);
    const { steps, x, y } = sequences;
    lengths.add(steps);
    expect(x).toHaveLength(50 * steps * 2);
    for (let row = 0; row < 50; row++) {
      expect(stepsWith(sequences, row, 1, -1)).toEqual([0, steps - 1]);
      const marks = stepsWith(sequences, row, 1, 1);
      // A mark on the first step is hidden under its -1.
      zeroed += 2 - marks.length;
      expect([1, 2]).toContain(marks.length);
      expect(Math.min(...marks)).toBeGreaterThan(0);
      expect(Math.max(...marks)).toBeLessThanOrEqual(49);
      expect(marks.length === 1 || marks.some((mark) => mark < 10)).toBe(true);
      firstSeen.add(Math.min(...marks));
      secondSeen.add(Math.max(...marks));
      const sum = marks.reduce((total, mark) => total + x[2 * (row * steps + mark)], 0);
      expect(y[row]).toBeCloseTo(0.5 + sum / 4, 6);
    }
    expect(Math.max(...x)).toBeLessThanOrEqual(1);
  }
  expect([Math.min(...lengths), Math.max(...lengths), lengths.size]).toEqual([100, 110, 11]);
  expect(Math.max(...secondSeen)).toBe(49);
  expect(firstSeen.has(9)).toBe(true);
  // One in ten first marks, and one in 49 second ones where that step is free.
  expect(zeroed / 3000).toBeGreaterThan(0.09);
  expect(zeroed / 3000).toBeLessThan(0.145);
});

test("adding of 2015: one mark in each half, and their sum", () => {
  const sequences = drawn(addingModern, 400, 60);
  const { steps, x, y } = sequences;
  expect(steps).toBe(60);
  for (let row = 0; row < 400; row++) {
    const marks = stepsWith(sequences, row, 1, 1);
    expect(marks).toHaveLength(2);
    expect(marks[0]).toBeLessThan(30);
    expect(marks[1]).toBeGreaterThanOrEqual(30);
    expect(y[row]).toBeCloseTo(x[2 * (row * 60 + marks[0])] + x[2 * (row * 60 + marks[1])], 6);
  }
  const numbers = x.filter((_, i) => i % 2 === 0);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(1);
});

test("temporal order: E, B, two of X and Y in their ranges, noise elsewhere, and the class of their order", () => {
  const [lengths, first, second, classes] = [
    new Set<number>(),
    new Set<number>(),
    new Set<number>(),
    new Set<number>(),
  ];
  for (let index = 0; index < 40; index++) {
    const { steps, x, y } = drawn(temporalOrder, 50, 100, index);
    lengths.add(steps);
    for (let row = 0; row < 50; row++) {
      const symbols = Array.from({ length: steps }, (_, step) => {
        const hot = x.subarray((row * steps + step) * 8, (row * steps + step + 1) * 8);
        return hot.reduce((sum, value) => sum + value, 0) === 1 ? hot.indexOf(1) : NaN;
      });
      expect([symbols[0], symbols[steps - 1]]).toEqual([0, 1]);
      const marks = symbols.flatMap((symbol, step) => (symbol === 2 || symbol === 3 ? [step] : []));
      expect(marks).toHaveLength(2);
      expect(symbols.filter((symbol) => symbol >= 4)).toHaveLength(steps - 4);
      const name = 2 * (symbols[marks[0]] - 2) + symbols[marks[1]] - 2;
      expect(Array.from(y.subarray(4 * row, 4 * row + 4))).toEqual([0, 1, 2, 3].map((k) => (k === name ? 1 : 0)));
      first.add(marks[0]);
      second.add(marks[1]);
      classes.add(name);
    }
  }
  expect([lengths, first, second, classes].map(range)).toEqual([
    [100, 110, 11],
    [10, 20, 11],
    [50, 60, 11],
    [0, 3, 4],
  ]);
});

test("copy: ten symbols, T − 1 blanks, a delimiter, ten blanks; the answer is blanks and then the symbols", () => {
  const { steps, x, y, target } = drawn(copyMemory, 30, 25);
  expect([steps, target]).toEqual([45, [45, 9]]);
  for (let row = 0; row < 30; row++) {
    const inputs = Array.from({ length: 45 }, (_, step) => symbolAt(x, 10, row * 45 + step));
    const answers = Array.from({ length: 45 }, (_, step) => symbolAt(y, 9, row * 45 + step));
    expect(Math.max(...inputs.slice(0, 10))).toBeLessThan(8);
    expect(inputs.slice(10)).toEqual([...Array<number>(24).fill(8), 9, ...Array<number>(10).fill(8)]);
    expect(answers).toEqual([...Array<number>(35).fill(8), ...inputs.slice(0, 10)]);
  }
  expect(new Set(Array.from({ length: 300 }, (_, i) => symbolAt(x, 10, Math.floor(i / 10) * 45 + (i % 10)))).size).toBe(
    8,
  );
});

/** The loss of one answer, given to every step of every sequence. */
function lossOf(task: MemoryTask, gap: number, answer: (step: number, steps: number) => readonly number[]): number {
  const losses = Array.from({ length: 40 }, (_, index) =>
    scope(() => {
      const { steps, y, target } = drawn(task, 250, gap, index);
      const answers = Array.from({ length: task.everyStep ? steps : 1 }, (__, step) => answer(step, steps)).flat();
      const prediction = Float32Array.from(y, (__, i) => answers[i % answers.length]);
      return lossFrom(task.loss)
        .call(tensor(prediction, [250, ...target]), tensor(y, [250, ...target]), null)
        .toArray()[0];
    }),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test("the baselines are what answers without memory get", () => {
  expect(lossOf(adding1997, 100, () => [0.5]) / adding1997.baseline(100)).toBeCloseTo(1, 1.5);
  expect(lossOf(addingModern, 100, () => [1]) / (1 / 6)).toBeCloseTo(1, 1.5);
  expect(lossOf(temporalOrder, 100, () => Array<number>(4).fill(-Math.log(3)))).toBeCloseTo(
    temporalOrder.baseline(100),
    4,
  );
  // Logits: the answer is sure to be blank, then equally any of the eight symbols.
  const blanks = [0, 0, 0, 0, 0, 0, 0, 0, 50];
  const any = [...Array<number>(8).fill(0), -50];
  const copied = lossOf(copyMemory, 100, (step, steps) => (step < steps - 10 ? blanks : any));
  expect(copied).toBeCloseTo((10 * Math.log(8)) / 120, 4);
  expect(copyMemory.baseline(100)).toBeCloseTo(0.173, 3);
});

/** Whether these probabilities are right where the second class is meant. */
function isRightOrder(...p: readonly number[]): boolean {
  return temporalOrder.isRight(p.map(logit), [0, 1, 0, 0]);
}

test("what counts as right", () => {
  expect([0.539, 0.541, 0.461, 0.459].map((answer) => adding1997.isRight([answer], [0.5]))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([
    isRightOrder(0.29, 0.71, 0.1, 0.1),
    isRightOrder(0.31, 0.71, 0.1, 0.1),
    isRightOrder(0.1, 0.69, 0.1, 0.1),
  ]).toEqual([true, false, false]);
  const { y } = drawn(copyMemory, 1, 20);
  const changed = Float32Array.from(y);
  // Another symbol in the last step.
  changed.copyWithin(changed.length - 9, changed.length - 8).set(changed.slice(-9, -8), changed.length - 1);
  expect([copyMemory.isRight(y, y), copyMemory.isRight(changed, y)]).toEqual([true, false]);
});

/** Batch `index` as text, after another one was drawn. */
function read(seed: number, purpose: string, index: number): string {
  return scope(() => {
    const data = batchesOf(adding1997.draw, { gap: 20, seed, purpose, batchSize: 4 });
    data.batch(index + 1);
    return data.batch(index).x.toArray().join();
  });
}

test("batches are pure functions of seed, purpose and number", () => {
  expect(read(1, "training", 7)).toBe(read(1, "training", 7));
  const others = [read(1, "training", 7), read(2, "training", 7), read(1, "test", 7), read(1, "training", 8)];
  expect(new Set(others).size).toBe(4);
});
