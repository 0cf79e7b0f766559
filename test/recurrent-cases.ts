import { expect } from "vitest";
import { activationCodes, type RecurrentActivationName } from "../src/kernels/activations.ts";
import { concatenate } from "../src/ops/concatenate.ts";
import type { GruOptions } from "../src/ops/gru.ts";
import type { LstmInputs, LstmOptions } from "../src/ops/lstm.ts";
import { multiply } from "../src/ops/multiply.ts";
import { reshape } from "../src/ops/reshape.ts";
import type { RecurrentOptions } from "../src/ops/shared/recurrent.ts";
import { sum } from "../src/ops/sum.ts";
import { scope } from "../src/tensor/memory.ts";
import { gradients } from "../src/tensor/tape.ts";
import { intTensor, type Tensor } from "../src/tensor/tensor.ts";
import { distinct, expectGradients } from "./gradients.ts";
import type { Pass } from "./recurrent-composition.ts";

/** One way to call a recurrent op. gates, bias length and the state count are the cell's. */
export interface RecurrentCase {
  readonly name: string;
  readonly inputs: LstmInputs;
  readonly options: GruOptions;
  /** Which results the loss uses: sequences, and states by number. */
  readonly uses: { readonly sequences: boolean; readonly states: readonly number[] };
}

export interface CellShape {
  readonly gates: number;
  readonly biasShape: (units: number) => readonly number[];
  /** 1, or 2 with a cell state. */
  readonly states: 1 | 2;
  readonly resetAfter: boolean;
}

/** The options that simpleRnn has, of those of a case. */
export function ofSimpleRnn(given: LstmOptions): RecurrentOptions {
  const { recurrentActivation: _recurrentActivation, ...options } = given;
  return options;
}

/** The options that lstm has, of those of a case. */
export function ofLstm(given: GruOptions): LstmOptions {
  const { resetAfter: _resetAfter, ...options } = given;
  return options;
}

const recurrentActivations = Object.keys(activationCodes).filter(isRecurrent);

function isRecurrent(name: string): name is RecurrentActivationName {
  return name in activationCodes && !["silu", "gelu", "mish"].includes(name);
}

interface Choice {
  readonly batch?: number;
  readonly time?: number;
  readonly features?: number;
  readonly units?: number;
  readonly bias?: boolean;
  readonly initial?: boolean;
  readonly stepMask?: boolean;
  readonly inputMaskGates?: number;
  readonly recurrentMask?: boolean;
  readonly options?: Partial<GruOptions>;
  readonly uses?: RecurrentCase["uses"];
}

/** Rows that begin late, have a hole, keep nothing, and end early. */
const maskRows = [
  [0, 0, 1, 1],
  [1, 0, 1, 0],
  [0, 0, 0, 0],
];

function recurrentCase(name: string, cell: CellShape, choice: Choice): RecurrentCase {
  const { batch = 3, time = 4, features = 2, units = 3, bias = true, initial = true } = choice;
  const { stepMask = false, inputMaskGates = 0, recurrentMask = false } = choice;
  const columns = cell.gates * units;
  const state = (of: string): Tensor | null => (initial ? distinct(of, [batch, units]) : null);
  return {
    name,
    inputs: {
      x: distinct("x", [batch, time, features]),
      kernel: distinct("kernel", [features, columns]),
      recurrent: distinct("recurrent", [units, columns], -0.9, 0.9),
      bias: bias ? distinct("bias", cell.biasShape(units), -0.5, 0.5) : null,
      initial: state("initial"),
      initialCell: cell.states === 2 ? state("initial cell") : null,
      stepMask: stepMask ? intTensor(maskRows) : null,
      inputMask: inputMaskGates === 0 ? null : distinct("input mask", [batch, inputMaskGates, features], 0, 2),
      recurrentMask: recurrentMask ? distinct("recurrent mask", [batch, cell.gates, units], 0, 2) : null,
    },
    options: {
      activation: "tanh",
      recurrentActivation: "sigmoid",
      resetAfter: cell.resetAfter,
      reverse: false,
      restoreOrder: false,
      zeroOutput: false,
      returnSequences: true,
      ...choice.options,
    },
    uses: choice.uses ?? { sequences: true, states: cell.states === 2 ? [0, 1] : [0] },
  };
}

/** Every order of steps with every kind of mask; then each option on its own. */
export function recurrentCases(cell: CellShape): RecurrentCase[] {
  const cases: RecurrentCase[] = [];
  const push = (name: string, choice: Choice): void => {
    cases.push(recurrentCase(name, cell, choice));
  };
  const orders = [
    { reverse: false, restoreOrder: false },
    { reverse: true, restoreOrder: false },
    { reverse: true, restoreOrder: true },
  ];
  for (const order of orders) {
    for (const steps of [{}, { stepMask: true }, { stepMask: true, options: { zeroOutput: true } }]) {
      for (const masks of [{}, { inputMaskGates: cell.gates, recurrentMask: true }]) {
        const options = { ...steps.options, ...order };
        push(JSON.stringify({ ...steps, ...masks, options }), { ...steps, ...masks, options });
      }
    }
  }
  push("no bias, no initial state", { bias: false, initial: false });
  push("one step, one unit, one feature", { time: 1, units: 1, features: 1, batch: 1 });
  push("more units than one padded row", { batch: 1, time: 2, units: 17, features: 1 });
  push("one input mask for all gates", { inputMaskGates: 1 });
  push("an input mask alone, per gate", { inputMaskGates: cell.gates });
  push("a recurrent mask alone", { recurrentMask: true });
  push("sequences alone", { uses: { sequences: true, states: [] } });
  push("sequences alone, masked", { stepMask: true, uses: { sequences: true, states: [] } });
  for (let state = 0; state < cell.states; state++) {
    push(`state ${state} alone`, { stepMask: true, uses: { sequences: false, states: [state] } });
  }
  push("no sequences", { options: { returnSequences: false }, uses: { sequences: false, states: [0] } });
  for (const name of recurrentActivations) {
    push(`activation ${name}`, { time: 2, options: { activation: name } });
    if (cell.gates > 1) push(`recurrent activation ${name}`, { time: 2, options: { recurrentActivation: name } });
  }
  return cases;
}

/** The inputs of a case that have a gradient. */
function targets({ inputs }: RecurrentCase): Tensor[] {
  const { x, kernel, recurrent, bias, initial, initialCell } = inputs;
  return [x, kernel, recurrent, bias, initial, initialCell].filter((input) => input !== null);
}

/** The results that a case uses, side by side. */
function used({ uses }: RecurrentCase, { sequences, states }: Partial<Pass> & Pick<Pass, "states">): Tensor {
  const chosen = uses.states.map((state) => states[state]);
  if (uses.sequences && sequences !== undefined) chosen.push(sequences);
  return concatenate(chosen.map((each) => reshape(each, [1, each.size])));
}

/** Results of a recurrent op, sequences perhaps null. */
export interface Result {
  readonly sequences: Tensor | null;
  readonly states: readonly Tensor[];
}

/**
 * Checks every case by central differences, and value and gradient against a composition of small ops. Returns how many
 * cases there were, and how many elements of gradients.
 */
export function expectRecurrent(
  cases: readonly RecurrentCase[],
  fused: (each: RecurrentCase) => Result,
  composition: (each: RecurrentCase) => Pass,
): { readonly cases: number; readonly elements: number } {
  let elements = 0;
  for (const each of cases) {
    const inputs = targets(each);
    const run = (): Tensor => {
      const { sequences, states } = fused(each);
      return used(each, sequences === null ? { states } : { sequences, states });
    };
    const compose = (): Tensor => used(each, composition(each));
    try {
      expectSame(run, compose, inputs);
      elements += expectGradients(run, inputs);
    } catch (error) {
      throw new Error(`case "${each.name}"`, { cause: error });
    }
  }
  return { cases: cases.length, elements };
}

function expectSame(a: () => Tensor, b: () => Tensor, inputs: readonly Tensor[]): void {
  scope(() => {
    const [ya, yb] = [a().toArray(), b().toArray()];
    expectClose(ya, yb, "value");
    const weights = distinct("weights of the comparison", [1, ya.length], 0.5, 1.5);
    const computed = (f: () => Tensor): readonly Tensor[] =>
      gradients(() => sum(multiply(f(), weights)), inputs).gradients;
    const [ga, gb] = [computed(a), computed(b)];
    ga.forEach((gradient, input) => expectClose(gradient.toArray(), gb[input].toArray(), `gradient of input ${input}`));
  });
}

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, what: string): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) {
    if (!(Math.abs(a[i] - b[i]) <= 1e-12 * Math.max(1, Math.abs(b[i])))) {
      throw new Error(`${what}, element ${i}: ${a[i]} fused, ${b[i]} composed`);
    }
  }
}
