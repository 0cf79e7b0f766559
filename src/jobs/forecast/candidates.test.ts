import { expect, test } from "vitest";
import { normalTensor } from "../../../test/built-layer.ts";
import { sequential } from "../../models/sequential.ts";
import { assign, tensor, type Tensor } from "../../tensor/tensor.ts";
import { isNetworkName, layersOf, modelNames, whyNot, type NetworkName } from "./candidates.ts";

const networks = modelNames.filter(isNetworkName);
const window = { steps: 96, columns: 3, target: 1 };
const x = normalTensor([2, 96, 3], 1);

/** The network with the last layer's weights other than its zeros, and what it makes of x. */
function forecast(name: NetworkName, inputs: Tensor): ArrayLike<number> {
  const model = sequential(layersOf(name, 2, "change", { ...window, steps: inputs.shape[1] }), {
    input: inputs.shape.slice(1),
    seed: 1,
  });
  const last = model.weights.filter(({ name: weight }) => weight.endsWith(".kernel")).at(-1);
  if (last !== undefined) assign(last.value, normalTensor(last.shape, 2).toArray());
  return model.call(inputs).toArray();
}

test("there is a layer list for every network", () => {
  expect(networks).toHaveLength(16);
});

test.each(networks)("%s starts as the naive forecast, in every meaning of one that it has", (name) => {
  const model = sequential(layersOf(name, 2, "change", window), { input: [96, 3] });
  expect(Array.from(model.call(x).toArray())).toEqual([0, 0, 0, 0]);
  const value = sequential(layersOf(name, 2, "value", window), { input: [96, 3] });
  expect(value.call(x).shape).toEqual([2, 2]);
});

/** x with one column changed. */
function changed(column: number): Tensor {
  const values = x.toArray();
  return tensor(
    values.map((each, i) => (i % 3 === column ? Math.cos(i) : each)),
    x.shape,
  );
}

const readsTargetAlone: readonly NetworkName[] = ["nlinear", "dlinear", "seg-rnn", "patch-tst"];

test.each(networks)("%s reads the target, and reads other columns unless it is one that does not", (name) => {
  const own = Array.from(forecast(name, x)).join();
  const differs = [0, 1, 2].map((column) => Array.from(forecast(name, changed(column))).join() !== own);
  expect(differs).toEqual(readsTargetAlone.includes(name) ? [false, true, false] : [true, true, true]);
});

test.each(networks)("%s does not see the level of a window", (name) => {
  const high = tensor(
    x.toArray().map((each) => each + 4),
    x.shape,
  );
  const [own, other] = [x, high].map((inputs) => forecast(name, inputs));
  Array.from(own).forEach((each, i) => expect(other[i]).toBeCloseTo(each, 3));
});

test.each(networks)("%s reads the shortest windows that it says it can, and says why not shorter ones", (name) => {
  const fewest = Array.from({ length: 96 }, (_, i) => i + 1).find((steps) => whyNot(name, steps) === null) ?? 0;
  const expected = new Map<NetworkName, number>([
    ["conv", 61],
    ["seg-rnn", 8],
    ["patch-tst", 8],
  ]);
  expect(fewest).toBe(expected.get(name) ?? 1);
  for (const steps of [fewest, fewest + 1, 33, 96].filter((count) => whyNot(name, count) === null)) {
    const shape = { ...window, steps };
    const model = sequential(layersOf(name, 2, "change", shape), { input: [steps, 3] });
    expect(model.call(normalTensor([1, steps, 3], 2)).shape).toEqual([1, 2]);
  }
});

test.each([
  ["conv", 61],
  ["seg-rnn", 8],
  ["patch-tst", 8],
] as const)("%s says that it reads at least %i inputs", (name, fewest) => {
  expect(whyNot(name, fewest)).toBeNull();
  expect(whyNot(name, fewest - 1)).toBe(
    `${name} reads at least ${fewest} inputs, and the windows have ${fewest - 1}; help: look back further, or take ` +
      "an input more often",
  );
});
