import { inference } from "../layers/shared/inference.ts";
import type { DecoderBlock } from "../layers/transformer/shared/decoder-block.ts";
import { reshape } from "../ops/reshape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { TokenEmbedding } from "./token-embedding.ts";
import type { DecoderStack } from "./transformer-stacks.ts";

/** What a Transformer's decoder runs one step at a time, without dropout. */
export interface DecodingParts {
  readonly vocabularySize: number;
  readonly hiddenDim: number;
  readonly blocks: readonly DecoderBlock[];
  /** The tokens of one step, int32 [rows], and its position → [rows, hiddenDim]. */
  embed(tokens: Tensor, position: number): Tensor;
  /** What the last block made, [rows, hiddenDim] → logits [rows, vocabularySize]. */
  toLogits(x: Tensor): Tensor;
}

export function decodingParts(
  { vocabularySize, hiddenDim }: { readonly vocabularySize: number; readonly hiddenDim: number },
  embedding: TokenEmbedding,
  decoder: DecoderStack,
  project: (x: Tensor) => Tensor,
): DecodingParts {
  return {
    vocabularySize,
    hiddenDim,
    blocks: decoder.blocks,
    embed(tokens, position) {
      const step = embedding(reshape(tokens, [tokens.size, 1]), inference, silent, position);
      return reshape(step, [tokens.size, hiddenDim]);
    },
    toLogits: (x) => project(decoder.finish(x, silent)),
  };
}

function silent(): void {}
