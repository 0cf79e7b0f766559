import type { FeedForwardOptions } from "./feed-forward.ts";
import type { ProjectionOptions } from "../../attention/shared/projected-attention.ts";
import type { ResidualOptions } from "./residual.ts";

/** What decides about one layer of a Transformer, encoder or decoder. */
export interface BlockOptions extends ResidualOptions, FeedForwardOptions {
  readonly numHeads: number;
  /** Depth of queries and keys in each head. */
  readonly keyDim: number;
  /** Depth of values in each head. */
  readonly valueDim: number;
  /** Share of the attention weights dropped while training. */
  readonly attentionDropout: number;
  /**
   * How the kernels of attention get their initial values: "tensor" as in Keras, "matrix" as the matrices that they
   * are.
   */
  readonly attentionFans: ProjectionOptions["fans"];
}

/** The options of the attentions in a block. */
export function attentionOptions(options: BlockOptions): ProjectionOptions {
  return { ...options, dropout: options.attentionDropout, fans: options.attentionFans, useBias: true };
}
