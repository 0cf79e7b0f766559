import { expect, test } from "vitest";
import { bothSigns, sideBySide } from "../../test/joining-layers.ts";
import { dense } from "../layers/dense.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { functional } from "./functional.ts";
import { toMermaid } from "./to-mermaid.ts";
import { sequential } from "./sequential.ts";
import { apply, applyAll, input } from "./symbolic-tensor.ts";
import { transformerLanguageModel } from "./language-model.ts";

test("a functional model as a flow chart: a box for each layer, an arrow for each thing it reads", () => {
  const [a, end] = [input([2], { name: "a" }), input([2], { name: "end" })];
  const [, minus] = applyAll(bothSigns(), a);
  const shared = dense({ units: 3 });
  const joined = apply(sideBySide(), [apply(shared, minus), apply(shared, end)]);
  const model = functional({
    inputs: [a, end],
    outputs: [joined, apply(dense({ units: 1 }), joined, { name: "price" })],
  });
  expect(toMermaid(model)).toBe(
    [
      "flowchart TD",
      '  n_a[/"a<br/>[any, 2]"/]',
      '  n_end[/"end<br/>[any, 2]"/]',
      '  n_bothSigns["bothSigns<br/>[any, 2]"]',
      '  n_dense["dense<br/>[any, 3]"]',
      '  n_sideBySide["sideBySide<br/>[any, 6]"]',
      '  n_price["price: dense<br/>[any, 1]"]',
      '  n_out_sideBySide(["sideBySide<br/>[any, 6]"])',
      '  n_out_price(["price<br/>[any, 1]"])',
      "  n_a --> n_bothSigns",
      "  n_bothSigns -->|1| n_dense",
      "  n_end --> n_dense",
      "  n_dense --> n_sideBySide",
      "  n_dense --> n_sideBySide",
      "  n_sideBySide --> n_price",
      "  n_sideBySide --> n_out_sideBySide",
      "  n_price --> n_out_price",
      "",
    ].join("\n"),
  );
});

test("a sequential model as a chain; other models are refused", () => {
  const lines = toMermaid(sequential([gru({ units: 2 }), dense({ units: 1 })], { input: [null, 3] })).split("\n");
  expect(lines.slice(1, 5)).toEqual([
    '  n_input[/"input<br/>[any, any, 3]"/]',
    '  n_layers_0["layers.0: gru<br/>[any, 2]"]',
    '  n_layers_1["layers.1: dense<br/>[any, 1]"]',
    '  n_out_output(["output<br/>[any, 1]"])',
  ]);
  expect(lines.slice(5)).toEqual([
    "  n_input --> n_layers_0",
    "  n_layers_0 --> n_layers_1",
    "  n_layers_1 --> n_out_output",
    "",
  ]);
  const other = transformerLanguageModel({
    vocabularySize: 5,
    hiddenDim: 4,
    intermediateDim: 4,
    numHeads: 1,
    numLayers: 1,
  });
  expect(() => toMermaid(other)).toThrow(
    "toMermaid draws sequential and functional models, got transformerLanguageModel",
  );
});
