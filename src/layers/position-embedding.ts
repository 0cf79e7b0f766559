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
  given: PositionEmbeddingOptions,
): LayerSpec<"positionEmbedding", Required<PositionEmbeddingOptions>> {
  checkOptions("positionEmbedding", given, { sequenceLength: true, embeddingsInitializer: true });
  const options: Required<PositionEmbeddingOptions> = { embeddingsInitializer: "glorotUniform", ...given };
  const { sequenceLength } = options;
  checkCount("positionEmbedding", "sequenceLength", sequenceLength);
  return {
    kind: "positionEmbedding",
    options,
    build(input, weight) {
      const { time, features } = timeAndFeatures("positionEmbedding", input);
      if (time !== null && time > sequenceLength) {
        throw new RangeError(
          `positionEmbedding has ${sequenceLength} positions, but examples have ${time} steps; help: ` +
            `sequenceLength: ${time}`,
        );
      }
      const table = weight("embeddings", [sequenceLength, features], initializerFrom(options.embeddingsInitializer));
      return {
        output: input,
        call: ({ value, mask }) => ({ value: addPositions(value, table), mask }),
      };
    },
  };
}
