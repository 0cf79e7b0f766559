import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { constraintFrom, type ConstraintOption } from "../../src/constraints/registry.ts";
import { dense } from "../../src/layers/dense.ts";
import type { LayerActivation } from "../../src/layers/activation.ts";
import type { LayerSpec } from "../../src/layers/layer.ts";
import { freeze } from "../../src/models/freeze.ts";
import { functional } from "../../src/models/functional.ts";
import type { Model } from "../../src/models/model.ts";
import { apply, input } from "../../src/models/symbolic-tensor.ts";
import { adamW } from "../../src/optimizers/adam.ts";
import type { Optimizer } from "../../src/optimizers/optimizer.ts";
import { rmsprop } from "../../src/optimizers/rmsprop.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { regularizerFrom } from "../../src/regularizers/registry.ts";
import { intTensor, tensor } from "../../src/tensor/tensor.ts";
import { compile } from "../../src/training/trainer.ts";
import { withWeightOptions } from "../layer-with-weight-options.ts";
import { sideBySide } from "../joining-layers.ts";

/*
 * A model of two inputs, a shared layer and two outputs, trained from the same weights on the same data as in Keras:
 * the losses of every epoch, and the weights that come out. Flipping the option that a case varies back to its default
 * must be noticed.
 */

const array = z.object({ shape: z.array(z.number()), values: z.array(z.number()) });
const caseSchema = z.object({
  name: z.string(),
  varies: z.enum(["nothing", "lossWeights", "penalties", "constraints", "frozen"]),
  optimizer: z.enum(["sgd", "adamw", "rmsprop", "accumulating"]),
  penalties: z.record(z.string(), z.object({ l1: z.number(), l2: z.number() })),
  constraints: z.record(z.string(), z.looseObject({ name: z.enum(["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"]) })),
  frozen: z.array(z.string()),
  lossWeights: z.array(z.number()),
  weights: z.record(z.string(), array),
  data: z.object({ a: array, b: array, price: array, kind: array }),
  losses: z.record(z.string(), array),
  after: z.record(z.string(), array),
});
type Case = z.infer<typeof caseSchema>;

const file = readFileSync(new URL("functional-training.json", import.meta.url), "utf8");
const { cases } = z.object({ cases: z.array(caseSchema) }).parse(JSON.parse(file));

const optimizers: { readonly [Name in Case["optimizer"]]: () => Optimizer } = {
  sgd: () => sgd({ learningRate: 0.1, momentum: 0.5 }),
  adamw: () => adamW({ learningRate: 0.05, weightDecay: 0.2, globalClipnorm: 0.4, useEma: true, emaMomentum: 0.7 }),
  rmsprop: () => rmsprop({ learningRate: 0.02, clipnorm: 0.1 }),
  accumulating: () => sgd({ learningRate: 0.1, gradientAccumulationSteps: 2 }),
};

const number = z.number();

function constraintOf(given: Case["constraints"][string]): ConstraintOption {
  const axis = given["axis"] === undefined ? 0 : number.parse(given["axis"]);
  if (given.name === "NonNeg") return "nonNegative";
  if (given.name === "UnitNorm") return { name: "unitNorm", axis };
  const maxValue = number.parse(given["max_value"]);
  if (given.name === "MaxNorm") return { name: "maxNorm", maxValue, axis };
  return {
    name: "minMaxNorm",
    minValue: number.parse(given["min_value"]),
    maxValue,
    rate: number.parse(given["rate"]),
    axis,
  };
}

function modelOf({ penalties, constraints, weights }: Case): Model {
  const layer = (name: string, units: number, activation: LayerActivation): LayerSpec =>
    withWeightOptions(
      dense({ units, activation }),
      Object.fromEntries(
        ["kernel", "bias"].map((weight) => {
          const [penalty, constraint] = [penalties[`${name}.${weight}`], constraints[`${name}.${weight}`]];
          return [
            weight,
            {
              regularizer: penalty === undefined ? null : regularizerFrom({ name: "l1L2", ...penalty }),
              constraint: constraint === undefined ? null : constraintFrom(constraintOf(constraint)),
            },
          ];
        }),
      ),
    );
  const [a, b] = [input([3]), input([3])];
  const shared = layer("shared", 4, "tanh");
  const both = apply(sideBySide(), [apply(shared, a, { name: "shared" }), apply(shared, b)]);
  const middle = apply(layer("middle", 5, "tanh"), both, { name: "middle" });
  const outputs = [
    apply(layer("price", 1, "linear"), middle, { name: "price" }),
    apply(layer("kind", 2, "softmax"), middle, { name: "kind" }),
  ];
  return functional({ inputs: [a, b], outputs, weights: new Map(Object.entries(weights)) });
}

function far(is: number, should: number, tolerance: number): boolean {
  return !(Math.abs(is - should) <= tolerance * Math.max(1, Math.abs(should)));
}

/** What is not as in Keras: losses by more than 1e-4, weights by more than 2e-4. */
async function differencesOf(golden: Case): Promise<string[]> {
  const model = modelOf(golden);
  if (golden.frozen.length > 0) freeze(model, golden.frozen);
  const trainer = compile(model, {
    optimizer: optimizers[golden.optimizer](),
    loss: ["meanSquaredError", "sparseCategoricalCrossentropy"],
    lossWeights: golden.lossWeights,
  });
  const { a, b, price, kind } = golden.data;
  const { loss, valLoss, metrics } = await trainer.fit(
    {
      x: [a, b].map(({ values, shape }) => tensor(values, shape)),
      y: [tensor(price.values, price.shape), intTensor(kind.values)],
    },
    { epochs: 5, batchSize: 3, shuffle: false, validationSplit: 0.3 },
  );
  const found: Readonly<Record<string, readonly number[]>> = {
    loss,
    price_loss: metrics["priceLoss"],
    kind_loss: metrics["kindLoss"],
    val_loss: valLoss,
    val_price_loss: metrics["valPriceLoss"],
    val_kind_loss: metrics["valKindLoss"],
  };
  return [
    ...Object.entries(golden.losses).flatMap(([name, { values }]) =>
      values.flatMap((should, epoch) =>
        far(found[name][epoch], should, 1e-4) ? [`${name}[${epoch}]: ${found[name][epoch]}, not ${should}`] : [],
      ),
    ),
    ...model.weights.flatMap(({ name, value }) => {
      const numbers = value.toArray();
      return golden.after[name].values.flatMap((should, i) =>
        far(numbers[i], should, 2e-4) ? [`${name}[${i}]: ${numbers[i]}, not ${should}`] : [],
      );
    }),
  ];
}

const defaults = { nothing: {}, lossWeights: [], penalties: {}, constraints: {}, frozen: [] } as const;

describe("training is that of Keras", () => {
  test("there are 9 cases", () => {
    expect(cases).toHaveLength(9);
  });

  for (const golden of cases) {
    test(`${golden.name}: as in Keras`, async () => {
      expect(await differencesOf(golden)).toEqual([]);
    });
  }

  for (const golden of cases.filter(({ varies }) => varies !== "nothing")) {
    test(`${golden.name}: notices without ${golden.varies}`, async () => {
      const flipped = { ...golden, [golden.varies]: defaults[golden.varies] };
      expect(await differencesOf(flipped)).not.toEqual([]);
    });
  }
});
