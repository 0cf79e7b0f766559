import { checkOptions } from "../tensor/options.ts";
import type { ConstraintOption } from "../constraints/registry.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { embedding as lookUp } from "../ops/embedding.ts";
import { notEqual } from "../ops/not-equal.ts";
import type { RegularizerOption } from "../regularizers/registry.ts";
import { showShape } from "../tensor/shape.ts";
import { activityPenalty } from "./shared/activity-penalty.ts";
import { checkCount } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";
import { weightOptions } from "./shared/weight-options.ts";

export interface EmbeddingOptions {
  /** How many different indices there are; they go from 0 to inputDim − 1. */
  readonly inputDim: number;
  /** Size of each vector. */
  readonly outputDim: number;
  /** Index 0 is padding: later layers skip its steps. Default: false. */
  readonly maskZero?: boolean;
  /** Default: uniform in ±0.05. */
  readonly embeddingsInitializer?: InitializerOption;
  /** Default: null, none. */
  readonly embeddingsRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly embeddingsConstraint?: ConstraintOption;
  /** Of the vectors, its sum over all of a batch divided by the number of examples. Default: null, none. */
  readonly activityRegularizer?: RegularizerOption;
}

/**
 * A learned vector for every index: y = E[x].
 *
 * int32 [batch, time] → [batch, time, outputDim], with the mask x ≠ 0 when maskZero; without a time axis [batch] →
 * [batch, outputDim]. Weight embeddings E [inputDim, outputDim]. Definition and defaults: Keras 3, Embedding.
 */
export function embedding(options: EmbeddingOptions): LayerSpec<"embedding", Required<EmbeddingOptions>> {
  checkOptions("embedding", options, {
    inputDim: true,
    outputDim: true,
    maskZero: true,
    embeddingsInitializer: true,
    embeddingsRegularizer: true,
    embeddingsConstraint: true,
    activityRegularizer: true,
  });
  const config: Required<EmbeddingOptions> = {
    maskZero: false,
    embeddingsInitializer: "uniform",
    embeddingsRegularizer: null,
    embeddingsConstraint: null,
    activityRegularizer: null,
    ...options,
  };
  const { inputDim, outputDim, maskZero } = config;
  checkCount("embedding", "inputDim", inputDim);
  checkCount("embedding", "outputDim", outputDim);
  const penalize = activityPenalty(config.activityRegularizer);
  return {
    kind: "embedding",
    options: config,
    build(input, weight) {
      if (input.length > 1) throw new TypeError(`embedding reads [time] indices per example, got ${showShape(input)}`);
      if (maskZero && input.length === 0)
        throw new TypeError("embedding with maskZero reads [time] indices per example, got one index, []");
      const perWeight = weightOptions(config.embeddingsRegularizer, config.embeddingsConstraint);
      const table = weight(
        "embeddings",
        [inputDim, outputDim],
        initializerFrom(config.embeddingsInitializer),
        perWeight,
      );
      return {
        output: [...input, outputDim],
        call({ value: indices }, context) {
          const rows = lookUp(indices, table);
          const vectors = context.onEmbedded?.(rows) ?? rows;
          penalize([vectors], context);
          return { value: vectors, mask: maskZero ? notEqual(indices, 0) : null };
        },
      };
    },
  };
}
