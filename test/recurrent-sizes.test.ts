import { beforeEach, expect, test } from "vitest";
import { backend, use } from "../src/kernels/current.ts";
import { createReference } from "../src/kernels/reference.ts";
import { startNode } from "../src/kernels/start-node.ts";
import { add } from "../src/ops/add.ts";
import { gru } from "../src/ops/gru.ts";
import { lstm, type LstmInputs } from "../src/ops/lstm.ts";
import { multiply } from "../src/ops/multiply.ts";
import { simpleRnn } from "../src/ops/simple-rnn.ts";
import { sum } from "../src/ops/sum.ts";
import { scope } from "../src/tensor/memory.ts";
import { fold, randomKey, uniform } from "../src/tensor/random.ts";
import { size } from "../src/tensor/shape.ts";
import { gradients } from "../src/tensor/tape.ts";
import { intTensor, tensor, type Tensor } from "../src/tensor/tensor.ts";
import { ofSimpleRnn } from "./recurrent-cases.ts";
import { composedGru, composedLstm, composedSimpleRnn } from "./recurrent-composition.ts";

/*
 * The recurrent kernels in use against the same equations composed of small ops, and against the reference kernels,
 * over sizes that do and do not fill vectors and tiles: outputs, last states, and gradients in everything.
 */

const start = backend;
beforeEach(() => use(start));

const everyUnits = [1, 3, 17, 32, 100, 256];
const everyBatch = [1, 3, 33];
const everyTime = [1, 2, 50];

interface Ran {
  readonly sequences: Tensor | null;
  readonly states: readonly Tensor[];
}

const options = {
  activation: "tanh",
  recurrentActivation: "sigmoid",
  restoreOrder: true,
  returnSequences: true,
} as const;
type Order = typeof options & { readonly reverse: boolean; readonly zeroOutput: boolean };

interface Form {
  readonly name: string;
  readonly gates: number;
  readonly biasRows: number;
  readonly fused: (inputs: LstmInputs, order: Order) => Ran;
  readonly composed: (inputs: LstmInputs, order: Order) => Ran;
}

const gruForm = (resetAfter: boolean): Pick<Form, "fused" | "composed"> => ({
  fused(inputs, order) {
    const { sequences, state } = gru(inputs, { ...order, resetAfter });
    return { sequences, states: [state] };
  },
  composed: (inputs, order) => composedGru(inputs, { ...order, resetAfter }),
});

const forms: readonly Form[] = [
  {
    name: "simpleRnn",
    gates: 1,
    biasRows: 1,
    fused(inputs, order) {
      const { sequences, state } = simpleRnn(inputs, ofSimpleRnn(order));
      return { sequences, states: [state] };
    },
    composed: composedSimpleRnn,
  },
  {
    name: "lstm",
    gates: 4,
    biasRows: 1,
    fused(inputs, order) {
      const { sequences, state, cell } = lstm(inputs, order);
      return { sequences, states: [state, cell] };
    },
    composed: composedLstm,
  },
  { name: "gru", gates: 3, biasRows: 2, ...gruForm(true) },
  { name: "gru, reset before", gates: 3, biasRows: 1, ...gruForm(false) },
];

interface Sizes {
  readonly units: number;
  readonly batch: number;
  readonly time: number;
}

/** Inputs of these sizes; every other case is masked and drops out, every third goes backward. */
function inputsOf({ name, gates, biasRows }: Form, { units, batch, time }: Sizes, number: number): LstmInputs {
  const features = 5;
  const numbers = (of: string, shape: readonly number[], limit: number, low = -limit): Tensor =>
    tensor(uniform(fold(fold(randomKey(number), of), name), size(shape), low, limit), shape);
  const busy = number % 2 === 1;
  const keeps = uniform(fold(randomKey(number), "steps"), batch * time);
  const reach = 1 / Math.sqrt(units);
  return {
    x: numbers("x", [batch, time, features], 1),
    kernel: numbers("kernel", [features, gates * units], 0.5),
    recurrent: numbers("recurrent", [units, gates * units], reach),
    bias: numbers("bias", biasRows === 2 ? [2, gates * units] : [gates * units], 0.3),
    initial: numbers("initial", [batch, units], 1),
    initialCell: name === "lstm" ? numbers("initial cell", [batch, units], 1) : null,
    stepMask: busy
      ? intTensor(
          Int32Array.from(keeps, (keep) => (keep < 0.7 ? 1 : 0)),
          [batch, time],
        )
      : null,
    inputMask: busy ? numbers("input mask", [batch, gates, features], 2, 0) : null,
    recurrentMask: busy ? numbers("recurrent mask", [batch, gates, units], 2, 0) : null,
  };
}

function orderOf(number: number): Order {
  return { ...options, reverse: number % 3 === 2, zeroOutput: number % 5 === 4 };
}

/** Outputs, last states and the gradients of a loss in which each has weights of its own. */
function numbersOf(run: Form["fused"], inputs: LstmInputs, order: Order): readonly Float64Array[] {
  return scope(() => {
    const { x, kernel, recurrent, bias, initial, initialCell } = inputs;
    const targets = [x, kernel, recurrent, bias, initial, initialCell].filter((input) => input !== null);
    let results: readonly Tensor[] = [];
    const { gradients: found } = gradients(() => {
      const { sequences, states } = run(inputs, order);
      results = sequences === null ? states : [sequences, ...states];
      return results.map((result, i) => sum(multiply(result, weightsLike(result, i)))).reduce((a, b) => add(a, b));
    }, targets);
    return [...results, ...found].map((each) => Float64Array.from(each.toArray()));
  });
}

function weightsLike({ shape }: Tensor, number: number): Tensor {
  return tensor(uniform(fold(randomKey(number), "weights"), size(shape), -1, 1), shape);
}

/** The largest difference, as a share of the largest number of its array. */
function furthest(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  expect(a.map(({ length }) => length)).toEqual(b.map(({ length }) => length));
  let worst = 0;
  a.forEach((array, k) => {
    const scale = b[k].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    // Math.max keeps NaN.
    array.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - b[k][i]) / scale)));
  });
  return worst;
}

const every = everyUnits.flatMap((units) =>
  everyBatch.flatMap((batch) => everyTime.map((time) => ({ units, batch, time }))),
);

/* Some seconds; but thousands of small ops wait for one another's threads on a machine that does other things. */
test.each(forms)(
  "$name equals its composition of small ops at all sizes",
  (form) => {
    startNode();
    let compared = 0;
    every.forEach((sizes, number) => {
      const inputs = inputsOf(form, sizes, number);
      const [fused, composed] = [form.fused, form.composed].map((run) => numbersOf(run, inputs, orderOf(number)));
      expect({ ...sizes, close: furthest(fused, composed) < 2e-5 }).toEqual({ ...sizes, close: true });
      compared++;
    });
    expect(compared).toBe(54);
  },
  180_000,
);

/** What the plain loops of the reference do in little time. */
const small = every.filter(({ units, batch, time }) => units * units * batch * time <= 66_000);

test.each(forms)("$name equals the reference kernels at all sizes that are small enough for these", (form) => {
  let compared = 0;
  small.forEach((sizes, i) => {
    const number = i + 100;
    const run = (): readonly Float64Array[] => numbersOf(form.fused, inputsOf(form, sizes, number), orderOf(number));
    startNode();
    const fast = run();
    use(createReference("float32"));
    expect({ ...sizes, close: furthest(fast, run()) < 2e-5 }).toEqual({ ...sizes, close: true });
    compared++;
  });
  expect(compared).toBe(37);
  expect(new Set(small.map(({ units }) => units)).size).toBe(6);
});
