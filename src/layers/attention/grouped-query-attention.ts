import { checkOptions } from "../../tensor/options.ts";
import { attendingHeads } from "./shared/attending-heads.ts";
import { headsNames, headsOptions, type HeadsOptions, type KnownHeadsOptions } from "./shared/attention-options.ts";
import { checkCount } from "../shared/checks.ts";
import type { MultiInputLayerSpec, LayerSpec } from "../layer.ts";

export interface GroupedQueryAttentionOptions extends HeadsOptions {
  /** Depth of queries, keys and values in each head. */
  readonly headDim: number;
  readonly numQueryHeads: number;
  /** Divides numQueryHeads; 1 is multi-query attention. */
  readonly numKeyValueHeads: number;
}

export type KnownGroupedQueryAttentionOptions = KnownHeadsOptions &
  Required<Omit<GroupedQueryAttentionOptions, keyof HeadsOptions>>;

/**
 * multiHeadAttention with fewer heads of keys and values than of queries (Ainslie et al. 2023, arXiv:2305.13245): head
 * h of the queries sees head
 * ⌊h · numKeyValueHeads / numQueryHeads⌋ of the keys and values, which are not copied. Inputs, outputs and masks as of
 * multiHeadAttention. Weights query.kernel [features, numQueryHeads, headDim], key.kernel [keyFeatures,
 * numKeyValueHeads, headDim], value.kernel [valueFeatures, numKeyValueHeads, headDim], attentionOutput.kernel
 * [numQueryHeads, headDim, features], with useGate gate.kernel as query.kernel, and biases. Definition and defaults:
 * Keras 3, GroupedQueryAttention.
 */
export function groupedQueryAttention(
  options: GroupedQueryAttentionOptions,
): LayerSpec<"groupedQueryAttention", KnownGroupedQueryAttentionOptions> &
  MultiInputLayerSpec<"groupedQueryAttention", KnownGroupedQueryAttentionOptions> {
  checkOptions("groupedQueryAttention", options, {
    ...headsNames,
    headDim: true,
    numQueryHeads: true,
    numKeyValueHeads: true,
  });
  const { headDim, numQueryHeads, numKeyValueHeads } = options;
  checkCount("groupedQueryAttention", "headDim", headDim);
  checkCount("groupedQueryAttention", "numQueryHeads", numQueryHeads);
  checkCount("groupedQueryAttention", "numKeyValueHeads", numKeyValueHeads);
  if (numQueryHeads % numKeyValueHeads !== 0) {
    throw new RangeError(
      `groupedQueryAttention: numKeyValueHeads must divide numQueryHeads, got ${numKeyValueHeads} and ${numQueryHeads}`,
    );
  }
  const sizes = { numHeads: numQueryHeads, numKeyValueHeads, keyDim: headDim, valueDim: headDim, outputShape: null };
  const config = {
    headDim,
    numQueryHeads,
    numKeyValueHeads,
    ...headsOptions("groupedQueryAttention", headDim, options),
  };
  return attendingHeads("groupedQueryAttention", config, sizes);
}
