import { checkOptions } from "../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { addPositions } from "../ops/add-positions.ts";
import { checkCount, timeAndFeatures } from "./shared/checks.ts";
import type { LayerSpec } from "./layer.ts";

export interface PositionEmbeddingOptions {
  /** How many positions there are: the longest sequence that can be read. */
  readonly sequenceLength: number;
  /** Default: glorotUniform. */
  readonly embeddingsInitializer?: InitializerOption;
}

/**
 * Adds a learned row for its position to every step: y[t] = x[t] + P[t]. Attention by itself does not know in which
 * order steps come.
 *
 * [batch, time, features] → the same; keeps the mask. Positions count from the first step, padding or not.
 * Weight embeddings P [sequenceLength, features]. Default: KerasHub, PositionEmbedding, which gives P alone, to be
 * added by its caller.
 */
export function positionEmbedding(
  options: PositionEmbeddingOptions,
): LayerSpec<"positionEmbedding", Required<PositionEmbeddingOptions>> {
  checkOptions("positionEmbedding", options, { sequenceLength: true, embeddingsInitializer: true });
  const config: Required<PositionEmbeddingOptions> = { embeddingsInitializer: "glorotUniform", ...options };
  const { sequenceLength } = config;
  checkCount("positionEmbedding", "sequenceLength", sequenceLength);
  return {
    kind: "positionEmbedding",
    options: config,
    build(input, weight) {
      const { time, features } = timeAndFeatures("positionEmbedding", input);
      if (time !== null && time > sequenceLength) {
        throw new RangeError(
          `positionEmbedding has ${sequenceLength} positions, but examples have ${time} steps; help: ` +
            `sequenceLength: ${time}`,
        );
      }
      const table = weight("embeddings", [sequenceLength, features], initializerFrom(config.embeddingsInitializer));
      return {
        output: input,
        call: ({ value, mask }) => ({ value: addPositions(value, table), mask }),
      };
    },
  };
}
