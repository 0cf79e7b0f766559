import type { Shape } from "../../../tensor/shape.ts";
import { activityPenalty } from "../../shared/activity-penalty.ts";
import { attended, attentionLengths, keyMaskOf, selfAttention } from "./attention-inputs.ts";
import type { KnownHeadsOptions } from "./attention-options.ts";
import type { ExampleShape, MultiInputLayer, MultiInputLayerSpec, LayerSpec, WeightMaker } from "../../layer.ts";
import { projectedAttention } from "./projected-attention.ts";
import { seeded } from "../../shared/weight-options.ts";

/** The heads of an attention layer. */
export interface HeadSizes {
  readonly numHeads: number;
  readonly numKeyValueHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** Null for the features of the queries. */
  readonly outputShape: Shape | null;
}

/**
 * A layer of [query, value] or [query, value, key], by the equations of projectedAttention; in a sequential model a
 * sequence attends to itself.
 */
export function attendingHeads<Kind extends string, Options extends KnownHeadsOptions>(
  kind: Kind,
  options: Options,
  sizes: HeadSizes,
): LayerSpec<Kind, Options> & MultiInputLayerSpec<Kind, Options> {
  const buildMultiInput: MultiInputLayerSpec["buildMultiInput"] = (inputs, weight) =>
    built(kind, options, sizes, inputs, weight);
  return {
    kind,
    options,
    buildMultiInput,
    build: (input, weight) => selfAttention(kind, buildMultiInput, input, weight),
  };
}

function built(
  name: string,
  options: KnownHeadsOptions,
  sizes: HeadSizes,
  inputs: readonly ExampleShape[],
  weight: WeightMaker,
): MultiInputLayer {
  const { features, valueFeatures, keyFeatures, queryTime, valueTime } = attentionLengths(name, inputs);
  const { useCausalMask: causal, slidingWindow, returnAttentionScores, seed } = options;
  const { numHeads, outputShape: outputShapeOption } = sizes;
  const outputShape = outputShapeOption ?? [features];
  const attention = projectedAttention(
    { ...options, ...sizes, outputShape, fans: "tensor" },
    { features, valueFeatures, keyFeatures },
    weight,
  );
  const output = [queryTime, ...outputShape];
  const penalize = activityPenalty(options.activityRegularizer);
  return {
    outputs: returnAttentionScores ? [output, [numHeads, queryTime, valueTime]] : [output],
    call(inputsOfCall, context) {
      const { query, value, key } = attended(inputsOfCall);
      const bounds = {
        keyMask: keyMaskOf({ value, key }),
        causal,
        ...(slidingWindow === null ? {} : { window: slidingWindow }),
      };
      const y = attention.attend(
        { query: query.value, value: value.value, key: key.value },
        bounds,
        { ...context, key: seeded(context.key, seed) },
        returnAttentionScores,
      );
      penalize(y.weights === null ? [y.value] : [y.value, y.weights], context);
      const result = { value: y.value, mask: query.mask };
      return y.weights === null ? [result] : [result, { value: y.weights, mask: null }];
    },
  };
}
