import { expect, test } from "vitest";
import { z } from "zod";
import { startNode } from "../../src/kernels/start-node.ts";
import { recurrentEncoderDecoder, type RecurrentEncoderDecoder } from "../../src/models/recurrent-encoder-decoder.ts";
import { multiply } from "../../src/ops/multiply.ts";
import { tensor, type Tensor } from "../../src/tensor/tensor.ts";
import { ints, layerCases, type Golden, type LayerCase } from "./read.ts";
import { compare } from "./run.ts";

/*
 * Recurrent encoder–decoders against numbers from PyTorch: logits and all gradients.
 */

startNode();

const cases = layerCases("recurrent-encoder-decoder.json");

const options = z.strictObject({
  vocabularySize: z.int(),
  sourceVocabularySize: z.int(),
  units: z.int(),
  embeddingDim: z.int(),
  numLayers: z.int(),
  cell: z.enum(["lstm", "gru"]),
  attention: z.enum(["none", "luong", "bahdanau"]),
  score: z.enum(["dot", "general"]).exactOptional(),
  bidirectional: z.boolean(),
});

const modelOf = (
  golden: LayerCase,
  weights: Readonly<Record<string, Golden>> = golden.weights,
): RecurrentEncoderDecoder =>
  recurrentEncoderDecoder({ ...options.parse(golden.options), weights: new Map(Object.entries(weights)) });

/** What is off, at the steps of the target that are no padding: the golden files have zeros at the others. */
function off(golden: LayerCase, model: RecurrentEncoderDecoder): readonly string[] {
  const { source, target } = golden.inputs;
  const { shape } = golden.outputs["output"];
  const kept = tensor(
    target.values.flatMap((token) => Array.from({ length: shape[2] }, () => (token === 0 ? 0 : 1))),
    shape,
  );
  const tensors = Object.fromEntries(model.weights.map(({ name, value }) => [name, value]));
  const call = (): { readonly output: Tensor } => ({
    output: multiply(model.call([ints(source), ints(target)]), kept),
  });
  return compare(`recurrent-encoder-decoder.json, "${golden.name}" from ${golden.source}`, golden, tensors, call);
}

test("has 6 cases: both cells with every attention", () => {
  const seen = cases
    .map((golden) => options.parse(golden.options))
    .map(({ cell, attention }) => `${attention} ${cell}`);
  expect(seen.toSorted()).toEqual([
    "bahdanau gru",
    "bahdanau lstm",
    "luong gru",
    "luong lstm",
    "none gru",
    "none lstm",
  ]);
});

test.each(cases)("$name", (golden) => {
  const model = modelOf(golden);
  expect(Object.keys(golden.gradients).toSorted()).toEqual(model.weights.map(({ name }) => name).toSorted());
  expect(off(golden, model)).toEqual([]);
});

test("the comparison notices one weight changed by 0.01", () => {
  for (const [i, name] of [
    [2, "attention.query.kernel"],
    [5, "attention.score"],
    [1, "encoder.0.recurrentKernel"],
  ] as const) {
    const golden = cases[i];
    const { shape, values } = golden.weights[name];
    const weights = { ...golden.weights, [name]: { shape, values: values.with(1, values[1] + 0.01) } };
    expect(off(golden, modelOf(golden, weights))[0]).toMatch(/element .* golden/);
  }
});
