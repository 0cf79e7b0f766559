import { describe, expect, test } from "vitest";
import type { Backend } from "../../src/kernels/backend.ts";
import { backend as current } from "../../src/kernels/current.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { create } from "../../src/kernels/start-node.ts";
import { numbers } from "./case.ts";
import { run } from "./run.ts";

const [rows, classes] = [33, 1000];
const logits = numbers(rows * classes, 1, 8);
const probabilities = logits.map((v) => Math.abs(v) + 0.01);
const labels = Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? -1 : (row * 31) % classes));
const shares = numbers(rows * classes, 2).map(Math.abs);

/** The gradient written over the predictions. */
function inPlace(backend: Backend, kernel: "softmaxCrossentropy" | "crossentropy", targets: readonly number[] | null) {
  const floats = (values: readonly number[]) => {
    const storage = backend.allocate(backend.floatType, values.length);
    backend.write(storage, values);
    return storage;
  };
  const ints = backend.allocate("int32", rows);
  backend.write(ints, labels);
  const both = floats(kernel === "crossentropy" ? probabilities : logits);
  const value = floats([7]);
  backend.kernels[kernel]({
    prediction: both,
    labels: targets === null ? ints : null,
    targets: targets === null ? null : floats(targets),
    weights: null,
    value,
    gradient: both,
    invalid: backend.allocate("int32", 1),
    rows,
    classes,
    rowsPerWeight: 1,
    smoothing: 0.1,
    ignore: targets === null,
    ignored: -1,
  });
  return { value: [...backend.read(value)], gradient: [...backend.read(both)] };
}

const backends = { reference: createReference("float32"), wasm: create("wasm"), standard: current };

describe.each(Object.entries(backends))("%s", (_, backend) => {
  test.each([
    ["softmaxCrossentropy", "labels"],
    ["softmaxCrossentropy", "shares"],
    ["crossentropy", "labels"],
    ["crossentropy", "shares"],
  ] as const)("the gradient of %s of %s may take the place of the predictions", (kernel, kind) => {
    const apart = run(backend, kernel, {
      prediction: kernel === "crossentropy" ? probabilities : logits,
      labels: kind === "labels" ? labels : null,
      targets: kind === "labels" ? null : shares,
      weights: null,
      value: { result: 1 },
      gradient: { result: rows * classes },
      invalid: { result: 1 },
      rows,
      classes,
      rowsPerWeight: 1,
      smoothing: 0.1,
      ignore: kind === "labels",
      ignored: -1,
    });
    const { value, gradient } = inPlace(backend, kernel, kind === "labels" ? null : shares);
    expect(value).toEqual([...(apart.get("value") ?? [])]);
    expect(gradient).toEqual([...(apart.get("gradient") ?? [])]);
  });
});
