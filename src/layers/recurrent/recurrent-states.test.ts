import { beforeEach, expect, test } from "vitest";
import { builtLayer, normalTensor } from "../../../test/built-layer.ts";
import type { Backend, Storage } from "../../kernels/backend.ts";
import { use } from "../../kernels/current.ts";
import { createReference } from "../../kernels/reference.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { multiply } from "../../ops/multiply.ts";
import { reshape } from "../../ops/reshape.ts";
import { reverseTime } from "../../ops/reverse-time.ts";
import { slice } from "../../ops/slice.ts";
import { sum } from "../../ops/sum.ts";
import { timeStep } from "../../ops/time-step.ts";
import { scope } from "../../tensor/memory.ts";
import { randomKey } from "../../tensor/random.ts";
import { gradients } from "../../tensor/tape.ts";
import { intTensor, zeros, type Tensor } from "../../tensor/tensor.ts";
import { bidirectional } from "./bidirectional.ts";
import { gruCell } from "./gru-cell.ts";
import { gru } from "./gru.ts";
import { layerNormLstm } from "./layer-norm-lstm.ts";
import type { MultiInputLayer, MultiInputLayerSpec, Masked } from "../layer.ts";
import { lstm } from "./lstm.ts";
import type { RecurrentSpec } from "./shared/recurrent.ts";
import { rnn } from "./rnn.ts";
import { simpleRnn } from "./simple-rnn.ts";

/** Storages that are neither released nor collected: what a leak would add to. */
let held = new Set<Storage>();

function counting(): Backend {
  const backend = createReference("float64");
  return {
    ...backend,
    allocate(dtype, length) {
      const storage = backend.allocate(dtype, length);
      held.add(storage);
      return storage;
    },
    release(storage) {
      held.delete(storage);
      backend.release(storage);
    },
  };
}

beforeEach(() => {
  held = new Set();
  use(counting());
});

const [batch, time, features, units] = [3, 6, 2, 4];
const context = { training: false, key: randomKey(1) };
const makers: readonly (readonly [string, (options: object) => RecurrentSpec, number])[] = [
  ["simpleRnn", (options) => simpleRnn({ units, ...options }), 1],
  ["lstm", (options) => lstm({ units, ...options }), 2],
  ["gru", (options) => gru({ units, ...options }), 1],
  ["rnn", (options) => rnn({ cell: gruCell({ units }), ...options }), 1],
  ["layerNormLstm", (options) => layerNormLstm({ units, ...options }), 2],
];

const unmasked = (value: Tensor): Masked => ({ value, mask: null });
const numbers = ({ value }: Masked): number[] => Array.from(value.toArray());

/** Steps first … first + count − 1 of x. */
function part(x: Tensor, first: number, count: number): Tensor {
  return reshape(slice(reshape(x, [batch, time * features]), first * features, count * features), [
    batch,
    count,
    features,
  ]);
}

function near(expected: readonly number[]): unknown {
  return expected.map((value) => expect.closeTo(value, 12));
}

test.each(makers)("%s: a stateful layer goes on where the batch before ended, until it is reset", (_, make) => {
  const x = normalTensor([batch, time, features], 3);
  const whole = numbers(builtLayer(make({}), [null, features]).layer.call(unmasked(x), context));
  const { layer } = builtLayer(make({ stateful: true }), [null, features]);
  const first = numbers(layer.call(unmasked(part(x, 0, 2)), context));
  layer.call(unmasked(part(x, 2, 3)), context);
  expect(numbers(layer.call(unmasked(part(x, 5, 1)), context))).toEqual(near(whole));
  layer.resetStates?.();
  expect(numbers(layer.call(unmasked(part(x, 0, 2)), context))).toEqual(near(first));
  expect(builtLayer(make({}), [null, features]).layer).not.toHaveProperty("resetStates");
});

test.each(makers)("%s: training steps carry states as constants and hold no more memory", (_, make) => {
  const { layer, weights } = builtLayer(make({ stateful: true }), [time, features]);
  const kept = [...weights.values()];
  const x = normalTensor([batch, time, features], 3);
  const counts: number[] = [];
  const losses = new Set<number>();
  for (let step = 0; step < 6; step++) {
    scope(() => {
      const { loss } = gradients(() => {
        const y = layer.call(unmasked(x), { training: true, key: randomKey(step) }).value;
        return sum(multiply(y, y));
      }, kept);
      losses.add(loss.toArray()[0]);
    });
    counts.push(held.size);
  }
  expect(losses.size).toBe(6);
  expect(new Set(counts).size).toBe(1);
  layer.resetStates?.();
  expect(held.size).toBeLessThan(counts[0]);
});

test("a shared stateful layer lets no gradient flow into the call before", () => {
  const { layer } = builtLayer(lstm({ units, stateful: true }), [time, features]);
  const [first, second] = [normalTensor([batch, time, features], 3), normalTensor([batch, time, features], 4)];
  const { gradients: found } = gradients(() => {
    layer.call(unmasked(first), context);
    return sum(layer.call(unmasked(second), context).value);
  }, [first, second]);
  expect(found[0].toArray().every((gradient) => gradient === 0)).toBe(true);
  expect(found[1].toArray().some((gradient) => gradient !== 0)).toBe(true);
});

test("a batch of another size needs a reset", () => {
  const { layer } = builtLayer(gru({ units, stateful: true }), [time, features]);
  layer.call(unmasked(zeros([3, time, features])), context);
  expect(() => layer.call(unmasked(zeros([2, time, features])), context)).toThrow(
    "gru: a stateful layer goes on where each example of the batch before ended, so batches have one size: got 2 " +
      "examples after 3; help: leave out the remainder",
  );
  layer.resetStates?.();
  expect(layer.call(unmasked(zeros([2, time, features])), context).value.shape).toEqual([2, units]);
});

/** The outputs of a joint layer with weights as builtLayer makes them. */
function joint(spec: MultiInputLayerSpec, states: number): MultiInputLayer {
  const weights = new Map<string, Tensor>();
  return spec.buildMultiInput([[null, features], ...Array.from({ length: states }, () => [units])], (name, shape) => {
    const weight = weights.get(name) ?? normalTensor(shape, name.length);
    weights.set(name, weight);
    return weight;
  });
}

test.each(makers)("%s: last states as initial states go on as if there had been no cut", (_, make, count) => {
  const x = normalTensor([batch, time, features], 3);
  const alone = joint(make({ returnState: true }), 0);
  const going = joint(make({ returnState: true }), count);
  expect(alone.outputs).toHaveLength(1 + count);
  const whole = alone.call([unmasked(x)], context);
  const [, ...states] = alone.call([unmasked(part(x, 0, 4))], context);
  const rest = going.call([unmasked(part(x, 4, 2)), ...states], context);
  expect(rest.map(numbers)).toEqual(whole.map((each) => near(numbers(each))));
  expect(joint(make({}), count).call([unmasked(x), ...states], context)).toHaveLength(1);
});

test.each(makers.flatMap(([name, make, count]) => [false, true].map((back) => [name, back, make, count] as const)))(
  "%s, goBackwards %s: with initial states and a mask the output is the last of the sequence, zeros for a row that " +
    "is all masked",
  (_, goBackwards, make, count) => {
    const x = normalTensor([batch, time, features], 3);
    const mask = intTensor([0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1], [batch, time]);
    const firsts = Array.from({ length: count }, (__, i) => normalTensor([batch, units], 20 + i));
    const wanted = [x, ...firsts];
    const read = [{ value: x, mask }, ...firsts.map(unmasked)];
    // A mask and reversed sequences do not go together: what is compared with reads x from behind by itself.
    const reversed = [{ value: reverseTime(x), mask: intTensor(rowsReversed(mask), [batch, time]) }, ...read.slice(1)];
    const last = joint(make({ goBackwards, returnState: true }), count);
    const all = joint(make({ returnSequences: true }), count);
    const { gradients: found } = gradients(() => sum(last.call(read, context)[0].value), wanted);
    const expected = gradients(() => {
      const [sequences] = all.call(goBackwards ? reversed.map(again(x)) : read, context);
      return sum(timeStep(sequences.value, -1));
    }, wanted);
    const [output, ...states] = last.call(read, context).map(numbers);
    const [sequences] = all.call(goBackwards ? reversed : read, context);
    expect(output).toEqual(near(Array.from(timeStep(sequences.value, -1).toArray())));
    expect(output.slice(0, units)).toEqual(near(Array.from({ length: units }, () => 0)));
    states.forEach((state, i) => expect(state.slice(0, units)).toEqual(near([...firsts[i].toArray()].slice(0, units))));
    found.forEach((gradient, i) => expect([...gradient.toArray()]).toEqual(near([...expected.gradients[i].toArray()])));
  },
);

function rowsReversed(mask: Tensor): number[] {
  const kept = Array.from(mask.toArray());
  return Array.from({ length: batch }, (_, row) => kept.slice(row * time, (row + 1) * time).toReversed()).flat();
}

/** The same inputs, the first one reversed anew, so that the tape sees it. */
function again(x: Tensor): (each: Masked, i: number) => Masked {
  return (each, i) => (i === 0 ? { value: reverseTime(x), mask: each.mask } : each);
}

test("initial states that are passed in go before carried ones", () => {
  const x = normalTensor([batch, time, features], 3);
  const layer = joint(gru({ units, stateful: true }), 1);
  const given = unmasked(normalTensor([batch, units], 8));
  const first = layer.call([unmasked(x), given], context).map(numbers);
  expect(layer.call([unmasked(x), given], context).map(numbers)).toEqual(first);
});

test("bidirectional: states of both directions in and out, carried and forgotten", () => {
  const x = normalTensor([batch, time, features], 3);
  const given = Array.from({ length: 4 }, (_, i) => unmasked(normalTensor([batch, units], 10 + i)));
  const wrapped = lstm({ units, returnState: true, returnSequences: true });
  const merged = joint(bidirectional({ layer: wrapped }), 4);
  const both = joint(bidirectional({ layer: wrapped, mergeMode: null }), 4);
  const mask = intTensor(Array.from({ length: batch }, (_, b) => [1, 1, b % 2, 1, 1, 0]));
  const [y, ...states] = merged.call([{ value: x, mask }, ...given], context);
  const [ahead, back, ...same] = both.call([{ value: x, mask }, ...given], context);
  expect(merged.outputs).toEqual([[null, 2 * units], ...Array.from({ length: 4 }, () => [units])]);
  expect(both.outputs.slice(0, 2)).toEqual([
    [null, units],
    [null, units],
  ]);
  expect(numbers(y)).toEqual(Array.from(concatenate([ahead.value, back.value]).toArray()));
  expect([y.mask, ahead.mask, back.mask]).toEqual([mask, mask, mask]);
  expect(same.map(numbers)).toEqual(states.map(numbers));

  const { layer } = builtLayer(bidirectional({ layer: gru({ units, stateful: true }) }), [time, features]);
  const [first, second] = [0, 1].map(() => numbers(layer.call(unmasked(x), context)));
  expect(second).not.toEqual(first);
  layer.resetStates?.();
  expect(numbers(layer.call(unmasked(x), context))).toEqual(first);
});

test("seeds give dropout masks of their own, the same for the same seed", () => {
  const x = normalTensor([batch, time, features], 3);
  const dropped = (seed: number | null): number[] => {
    const { layer } = builtLayer(gru({ units, dropout: 0.5, recurrentDropout: 0.5, seed }), [time, features]);
    return numbers(layer.call(unmasked(x), { training: true, key: randomKey(1) }));
  };
  expect(dropped(1)).toEqual(dropped(1));
  expect(dropped(1)).not.toEqual(dropped(2));
  expect(dropped(0)).not.toEqual(dropped(null));
});

const expectedOf = (direction: string): unknown[] => [
  [`${direction}.kernel`, true, false],
  [`${direction}.recurrentKernel`, false, true],
  [`${direction}.bias`, true, false],
];

test("what a layer asks of its weights reaches their maker, in both directions", () => {
  const options = { kernelRegularizer: "l2", recurrentConstraint: "unitNorm", biasRegularizer: "l1" } as const;
  const requested: unknown[] = [];
  bidirectional({ layer: gru({ units, ...options }) }).build([time, features], (name, shape, _first, want) => {
    requested.push([name, want?.regularizer != null, want?.constraint != null]);
    return zeros(shape);
  });
  expect(requested).toEqual([...expectedOf("forward"), ...expectedOf("backward")]);
});

function build(spec: RecurrentSpec | ReturnType<typeof bidirectional>): unknown {
  return builtLayer(spec, [time, features]);
}

/** Options that the types refuse, but plain JavaScript does not. */
function stringly(options: object): unknown {
  return Reflect.apply(lstm, undefined, [options]);
}

test("wrong options and states say what was expected", () => {
  expect(() => stringly({ units: "3" })).toThrow('lstm: units must be an integer of at least 1, got "3"');
  expect(() => stringly({ units: 3, dropout: "0.5" })).toThrow(
    'lstm: dropout must be at least 0 and below 1, got "0.5"',
  );
  expect(() => build(lstm({ units, returnState: true }))).toThrow(
    "lstm with returnState returns several tensors, but a sequential model passes on one; help: use a functional model",
  );
  expect(() => build(bidirectional({ layer: gru({ units }), mergeMode: null }))).toThrow("mergeMode null returns two");
  const wrongSize = (): unknown =>
    lstm({ units }).buildMultiInput([[time, features], [3]], (_name, shape) => zeros(shape));
  expect(wrongSize).toThrow(
    "lstm reads its input alone or with its initial states, [4], [4] per example, got states [3]",
  );
  const mask = intTensor([[1], [1], [1]]);
  const masked = { value: zeros([batch, units]), mask };
  expect(() => joint(gru({ units }), 1).call([unmasked(zeros([batch, time, features])), masked], context)).toThrow(
    "gru got a mask with an initial state",
  );
  expect(() => gru({ units, seed: -1 })).toThrow("gru: seed must be an integer of at least 0, or null, got -1");
  const layer = gru({ units });
  expect(() => bidirectional({ layer, backwardLayer: gru({ units }) })).toThrow("backwardLayer reads forward");
  const stateful = gru({ units, goBackwards: true, stateful: true });
  expect(() => bidirectional({ layer, backwardLayer: stateful })).toThrow(
    "bidirectional: stateful is false in layer but true in backwardLayer",
  );
  const small = gru({ units: 3, goBackwards: true });
  expect(() => build(bidirectional({ layer, backwardLayer: small, mergeMode: "sum" }))).toThrow(
    "mergeMode sum takes two outputs of one length, got 4 forward and 3 backward; help: use concat",
  );
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => gru({ units, activation: "gelu" })).toThrow("does not follow from its value");
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  expect(() => layerNormLstm({ units, recurrentActivation: "mish" })).toThrow(
    "write a cell of your own for it, and rnn",
  );
  expect(() => layerNormLstm({ units, epsilon: 0 })).toThrow("layerNormLstm: epsilon must be above 0, got 0");
});
