import { normal } from "../initializers/normal.ts";
import type { CallContext, WeightMaker } from "../layers/layer.ts";
import { sinusoidalTable } from "../layers/position-encoding.ts";
import { dropped } from "../layers/transformer/shared/residual.ts";
import { addPositions } from "../ops/add-positions.ts";
import { embedding } from "../ops/embedding.ts";
import { linear } from "../ops/linear.ts";
import { matmul } from "../ops/matmul.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { initializers } from "../initializers/registry.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Show } from "./part.ts";
import type { FullStackOptions } from "./transformer-options.ts";

/**
 * Tokens int32 [batch, time] → [batch, time, hiddenDim]: their embeddings times √hiddenDim plus positions, with dropout
 * while training. The first step has position `from`.
 */
export type TokenEmbedding = (tokens: Tensor, context: CallContext, show: Show, from?: number) => Tensor;

/**
 * The matrix E [tokens, hiddenDim], weight <name>.embeddings. Its initial values have deviation 1/√hiddenDim, so that
 * scaled embeddings have deviation 1, and products with them sizes that softmax can use.
 */
export function embeddingMatrix(name: string, tokens: number, hiddenDim: number, weight: WeightMaker): Tensor {
  return weight(`${name}.embeddings`, [tokens, hiddenDim], normal({ stddev: 1 / Math.sqrt(hiddenDim) }));
}

/**
 * How tokens of a side become vectors (Vaswani et al. 2017, sections 3.4, 3.5 and 5.4). Weight <positions>.embeddings
 * when they are learned.
 */
export function tokenEmbedding(
  { hiddenDim, positions, maxLength, dropout }: FullStackOptions,
  names: { readonly embedding: string; readonly positions: string },
  matrix: Tensor,
  weight: WeightMaker,
): TokenEmbedding {
  const positionsFrom =
    positions === "learned"
      ? learnedPositions(embeddingMatrix(names.positions, maxLength ?? 0, hiddenDim, weight))
      : sinePositions(hiddenDim);
  return (tokens, context, show, from = 0) => {
    const scaled = scale(embedding(tokens, matrix), Math.sqrt(hiddenDim));
    show(names.embedding, scaled);
    const sum = dropped(positionsFrom(scaled, from), dropout, names.positions, context);
    show(names.positions, sum);
    return sum;
  };
}

function learnedPositions(table: Tensor): (x: Tensor, from: number) => Tensor {
  return (x, from) => addPositions(x, table, from);
}

function sinePositions(hiddenDim: number): (x: Tensor, from: number) => Tensor {
  const waves = sinusoidalTable(hiddenDim);
  return (x, from) => addPositions(x, waves(from, x.shape[1]));
}

/**
 * From vectors [..., hiddenDim] to logits [..., vocabularySize]: x·Eᵀ with the matrix of the embedding, or x·W with
 * weight output.kernel
 * [hiddenDim, vocabularySize] when there is none to share.
 */
export function outputProjection(
  { hiddenDim, vocabularySize }: FullStackOptions,
  shared: Tensor | null,
  weight: WeightMaker,
): (x: Tensor) => Tensor {
  if (shared === null) {
    const kernel = weight("output.kernel", [hiddenDim, vocabularySize], initializers.glorotUniform());
    return (x) => linear(x, kernel, null);
  }
  return (x) =>
    reshape(matmul(reshape(x, [-1, hiddenDim]), shared, { transposeB: true }), [
      ...x.shape.slice(0, -1),
      vocabularySize,
    ]);
}
