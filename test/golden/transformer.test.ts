import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startNode } from "../../src/kernels/start-node.ts";
import { sparseCategoricalCrossentropy } from "../../src/losses/sparse-categorical-crossentropy.ts";
import { transformerLanguageModel } from "../../src/models/language-model.ts";
import type { Model } from "../../src/models/model.ts";
import { transformer } from "../../src/models/transformer.ts";
import { adam } from "../../src/optimizers/adam.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";
import { differences } from "./matcher.ts";
import { ints, transformerCases, type TransformerCase } from "./read.ts";
import { compare } from "./run.ts";

/*
 * The whole Transformer against numbers from PyTorch: logits, all gradients, and the losses of twenty steps.
 */

startNode();

const cases = transformerCases();

const size = { hiddenDim: z.int(), intermediateDim: z.int(), numHeads: z.int(), vocabularySize: z.int() };
const others = {
  normalizeFirst: z.boolean().exactOptional(),
  activation: z.enum(["relu", "gelu"]).exactOptional(),
  layerNormEpsilon: z.number().exactOptional(),
};
const transformerOptions = z.strictObject({
  ...size,
  ...others,
  encoderLayers: z.int(),
  decoderLayers: z.int(),
  sourceVocabularySize: z.int().exactOptional(),
  shareEmbeddings: z.enum(["decoder", "none"]).exactOptional(),
  positions: z.literal("learned").exactOptional(),
  maxLength: z.int().exactOptional(),
});
const languageModelOptions = z.strictObject({ ...size, ...others, numLayers: z.int() });

/** The model of a case, without dropout and with its weights. */
function modelOf({ layer, options, weights }: TransformerCase): Model {
  const given = { dropout: 0, weights: new Map(Object.entries(weights)) };
  return layer === "transformer"
    ? transformer({ ...transformerOptions.parse(options), ...given })
    : transformerLanguageModel({ ...languageModelOptions.parse(options), ...given });
}

function inputsOf({ inputs }: TransformerCase): readonly Tensor[] {
  return ["source", "target", "text"].flatMap((name) => (name in inputs ? [ints(inputs[name])] : []));
}

const where = ({ name, source }: TransformerCase): string => `transformer.json, "${name}" from ${source}`;

describe("transformer.json", () => {
  test("has 6 cases, 2 of them trained", () => {
    expect(cases.length).toBe(6);
    expect(cases.filter(({ losses }) => losses !== undefined).length).toBe(2);
  });

  test.each(cases)("$name", (golden) => {
    const model = modelOf(golden);
    const tensors = Object.fromEntries(model.weights.map(({ name, value }) => [name, value]));
    // The bias of keys adds the same to all scores of a query: its gradient is zero, and the golden files leave it out.
    const sloped = model.weights.map(({ name }) => name).filter((name) => !name.endsWith("key.bias"));
    expect(Object.keys(golden.gradients).toSorted()).toEqual(sloped.toSorted());
    const x = inputsOf(golden);
    expect(compare(where(golden), golden, tensors, () => ({ output: model.call(x) }))).toEqual([]);
  });

  test.each(cases.filter(({ losses }) => losses !== undefined))("$name: twenty losses", async (golden) => {
    const trainer = compile(modelOf(golden), {
      optimizer: adam({ learningRate: 0.002, beta2: 0.98, epsilon: 1e-9 }),
      loss: sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1, ignoreClass: 0 }),
    });
    const seen: number[] = [];
    const data = { steps: 1, batch: () => ({ x: inputsOf(golden), y: ints(golden.inputs["labels"]) }) };
    await trainer.fit(data, { epochs: 20, callbacks: [{ onStepEnd: ({ batchLoss }) => void seen.push(batchLoss) }] });
    const losses = golden.losses ?? { shape: [], values: [] };
    expect(differences(`${where(golden)}: losses`, { shape: [seen.length], toArray: () => seen }, losses)).toEqual([]);
  });

  test("the comparison notices one weight changed by 0.001", () => {
    const [golden] = cases;
    const name = "decoder.1.crossAttention.value.kernel";
    const { shape, values } = golden.weights[name];
    const weights = { ...golden.weights, [name]: { shape, values: values.with(5, values[5] + 0.001) } };
    const model = modelOf({ ...golden, weights });
    const tensors = Object.fromEntries(model.weights.map((weight) => [weight.name, weight.value]));
    const off = compare(where(golden), golden, tensors, () => ({ output: model.call(inputsOf(golden)) }));
    expect(off[0]).toMatch(/: output: element .* golden/);
  });
});
