import { afterEach, expect, test } from "vitest";
import {
  ofLstm,
  ofSimpleRnn,
  recurrentCases,
  type CellShape,
  type RecurrentCase,
} from "../../../test/recurrent-cases.ts";
import { composedGru, composedLstm, composedSimpleRnn, type Pass } from "../../../test/recurrent-composition.ts";
import { backend, use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { scope } from "../../tensor/memory.ts";
import { gradients } from "../../tensor/tape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { gru } from "../gru.ts";
import { lstm } from "../lstm.ts";
import { simpleRnn } from "../simple-rnn.ts";
import { sum } from "../sum.ts";
import type { RecurrentTrace } from "./recurrent-trace.ts";

/** The kernels a user gets. */
const fast = backend;
afterEach(() => use(fast));

interface Cell {
  readonly shape: CellShape;
  readonly run: (each: RecurrentCase, onGates: (trace: RecurrentTrace) => void) => Tensor;
  readonly compose: (each: RecurrentCase) => Pass;
  readonly states: readonly string[];
  readonly gates: readonly string[];
}

const cells: Readonly<Record<string, Cell>> = {
  simpleRnn: {
    shape: { gates: 1, biasShape: (units) => [units], states: 1, resetAfter: false },
    run: ({ inputs, options }, onGates) => simpleRnn(inputs, { ...ofSimpleRnn(ofLstm(options)), onGates }).state,
    compose: ({ inputs, options }) => composedSimpleRnn(inputs, options),
    states: ["hidden"],
    gates: [],
  },
  lstm: {
    shape: { gates: 4, biasShape: (units) => [4 * units], states: 2, resetAfter: false },
    run: ({ inputs, options }, onGates) => lstm(inputs, { ...ofLstm(options), onGates }).state,
    compose: ({ inputs, options }) => composedLstm(inputs, options),
    states: ["hidden", "cell"],
    gates: ["input", "forget", "candidate", "output"],
  },
  "gru, reset after": {
    shape: { gates: 3, biasShape: (units) => [2, 3 * units], states: 1, resetAfter: true },
    run: ({ inputs, options }, onGates) => gru(inputs, { ...options, onGates }).state,
    compose: ({ inputs, options }) => composedGru(inputs, options),
    states: ["hidden"],
    gates: ["update", "reset", "candidate"],
  },
  "gru, reset before": {
    shape: { gates: 3, biasShape: (units) => [3 * units], states: 1, resetAfter: false },
    run: ({ inputs, options }, onGates) => gru(inputs, { ...options, onGates }).state,
    compose: ({ inputs, options }) => composedGru(inputs, options),
    states: ["hidden"],
    gates: ["update", "reset", "candidate"],
  },
};

/** The only trace that a run gives. */
function traceOf({ run }: Cell, each: RecurrentCase): RecurrentTrace {
  const traces: RecurrentTrace[] = [];
  run(each, (trace) => traces.push(trace));
  expect(traces).toHaveLength(1);
  return traces[0];
}

/**
 * Compares a trace, step by step, with what `wanted` gives; a gate of a skipped step does not count. Returns how many
 * numbers it compared.
 */
function expectTrace(
  trace: RecurrentTrace,
  wanted: (part: "states" | "gates", number: number, position: number) => ArrayLike<number>,
  tolerance: number,
): number {
  let compared = 0;
  const mask = trace.stepMask?.toArray();
  for (const part of ["states", "gates"] as const) {
    trace[part].forEach(({ name, values }, number) => {
      const [batch, time, units] = values.shape;
      const all = values.toArray();
      for (let position = 0; position < time; position++) {
        const expected = wanted(part, number, position);
        for (let example = 0; example < batch; example++) {
          if (part === "gates" && mask?.[example * time + position] === 0) continue;
          for (let unit = 0; unit < units; unit++) {
            const [a, b] = [all[(example * time + position) * units + unit], expected[example * units + unit]];
            // Not "> tolerance": NaN must not pass.
            if (!(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)))) {
              throw new Error(`${name} of example ${example}, step ${position}, unit ${unit}: ${a}, expected ${b}`);
            }
            compared++;
          }
        }
      }
    });
  }
  return compared;
}

test.each(Object.entries(cells))("%s: states and gates are those of a composition of small ops", (_, cell) => {
  use(createReference("float64"));
  const cases = recurrentCases(cell.shape);
  let compared = 0;
  let reversed = 0;
  let skipping = 0;
  for (const each of cases) {
    scope(() => {
      const trace = traceOf(cell, each);
      const { steps } = cell.compose(each);
      expect(trace.states.map(({ name }) => name)).toEqual(cell.states);
      expect(trace.gates.map(({ name }) => name)).toEqual(cell.gates);
      expect([trace.reverse, trace.stepMask]).toEqual([each.options.reverse, each.inputs.stepMask]);
      compared += expectTrace(trace, (part, number, position) => steps[position][part][number].toArray(), 1e-12);
      if (trace.reverse) reversed++;
      if (trace.stepMask !== null) skipping++;
    });
  }
  expect([reversed, skipping]).toEqual([12, cell.shape.states === 2 ? 15 : 14]);
  expect(compared).toBe({ 1: 1205, 3: 4748, 4: 7410 }[cell.shape.gates]);
});

test.each(Object.entries(cells))("%s: the kernels in use give what the reference kernels give", (_, cell) => {
  let compared = 0;
  const count = recurrentCases(cell.shape).length;
  for (let number = 0; number < count; number++) {
    // Tensors belong to the kernels they were made with: the same case is made twice.
    use(createReference("float32"));
    const expected = traceOf(cell, recurrentCases(cell.shape)[number]);
    const numbers = { states: numbersOf(expected.states), gates: numbersOf(expected.gates) };
    use(fast);
    const trace = traceOf(cell, recurrentCases(cell.shape)[number]);
    compared += expectTrace(
      trace,
      (part, each, position) => {
        const { values, shape } = numbers[part][each];
        const [batch, time, units] = shape;
        return Float64Array.from({ length: batch * units }, (_unused, i) => {
          return values[(Math.floor(i / units) * time + position) * units + (i % units)];
        });
      },
      1e-5,
    );
  }
  expect(compared).toBeGreaterThan(1000);
});

function numbersOf(
  parts: RecurrentTrace["states"] | RecurrentTrace["gates"],
): { readonly values: ArrayLike<number>; readonly shape: readonly number[] }[] {
  return parts.map(({ values }) => ({ values: values.toArray(), shape: values.shape }));
}

test("looking at gates changes no bit of the result, nor of a gradient", () => {
  const { shape, run } = cells["lstm"];
  const [, , each] = recurrentCases(shape);
  const look = (onGates?: (trace: RecurrentTrace) => void): number[][] => {
    const loss = (): Tensor => sum(lstm(each.inputs, { ...ofLstm(each.options), onGates }).state);
    return [
      Array.from(loss().toArray()),
      Array.from(gradients(loss, [each.inputs.x, each.inputs.kernel]).gradients[1].toArray()),
    ];
  };
  const seen: RecurrentTrace[] = [];
  expect(look((trace) => seen.push(trace))).toEqual(look());
  expect(seen).toHaveLength(2);
  expect(run(each, () => undefined).shape).toEqual([3, 3]);
});
