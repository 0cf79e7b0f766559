import { bothMasks } from "../../../ops/masks.ts";
import { showShape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { timeAndFeatures } from "../../shared/checks.ts";
import type { CallContext, ExampleShape, MultiInputLayer, Layer, Masked, WeightMaker } from "../../layer.ts";

/** Lengths of what an attention between sequences reads. */
export interface AttentionLengths {
  readonly queryTime: number | null;
  readonly features: number;
  readonly valueTime: number | null;
  readonly valueFeatures: number;
  readonly keyFeatures: number;
}

/** Checks that there are [query, value] or [query, value, key], each [time, features] per example. */
export function attentionLengths(layer: string, inputs: readonly ExampleShape[]): AttentionLengths {
  if (inputs.length < 2 || inputs.length > 3) {
    throw new TypeError(`${layer} reads [query, value] or [query, value, key], got ${inputs.length} inputs`);
  }
  const [query, value, key] = inputs.map((input) => timeAndFeatures(layer, input));
  const keys = key ?? value;
  if (keys.time !== null && value.time !== null && keys.time !== value.time) {
    throw new TypeError(
      `${layer}: there must be as many keys as values, got ${showShape(inputs[2])} and ${showShape(inputs[1])}`,
    );
  }
  return {
    queryTime: query.time,
    features: query.features,
    valueTime: value.time,
    valueFeatures: value.features,
    keyFeatures: keys.features,
  };
}

/** The inputs of a call: the key is the value where there are two. */
export function attended(inputs: readonly Masked[]): { query: Masked; value: Masked; key: Masked } {
  const [query, value, key = value] = inputs;
  return { query, value, key };
}

/** Keys that both the mask of the values and, where there is one of its own, that of the keys count. */
export function keyMaskOf({ value, key }: { readonly value: Masked; readonly key: Masked }): Tensor | null {
  if (value.mask === null || key.mask === null) return value.mask ?? key.mask;
  return value.mask === key.mask ? value.mask : bothMasks(value.mask, key.mask);
}

/** A layer of [query, value] where it stands alone in a sequential model: one sequence attends to itself. */
export function selfAttention(
  name: string,
  buildMultiInput: (inputs: readonly ExampleShape[], weight: WeightMaker) => MultiInputLayer,
  input: ExampleShape,
  weight: WeightMaker,
): Layer {
  const joint = buildMultiInput([input, input], weight);
  if (joint.outputs.length > 1) {
    throw new TypeError(
      `${name} with returnAttentionScores has two outputs, which a sequential model cannot pass on; help: use a ` +
        "functional model",
    );
  }
  const [output] = joint.outputs;
  return {
    output,
    call: (x: Masked, context: CallContext): Masked => {
      const [y] = joint.call([x, x], context);
      return y;
    },
  };
}
