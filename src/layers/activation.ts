import type { ActivationName } from "../kernels/activations.ts";
import { activate } from "../ops/activate.ts";
import { softmax } from "../ops/softmax.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { activationNames, checkName } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

/** What a layer may apply to its output: one function for every element, or softmax over the last axis. */
export type LayerActivation = ActivationName | "softmax";

export interface ActivationOptions {
  readonly activation: LayerActivation;
}

/**
 * Applies an activation: y = f(x). Any shape → the same; keeps the mask. No weights.
 *
 *   activation("relu")
 */
export function activation(name: LayerActivation): LayerSpec<"activation", ActivationOptions> {
  checkLayerActivation("activation", name);
  return {
    kind: "activation",
    options: { activation: name },
    build: (input) => ({
      output: input,
      call: ({ value, mask }) => ({ value: applyActivation(value, name), mask }),
    }),
  };
}

/** f(x); linear costs nothing. */
export function applyActivation(x: Tensor, name: LayerActivation): Tensor {
  if (name === "linear") return x;
  return name === "softmax" ? softmax(x) : activate(x, name);
}

export function checkLayerActivation(layer: string, name: LayerActivation): void {
  checkName(layer, "activation", name, [...activationNames, "softmax"]);
}
