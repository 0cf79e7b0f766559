import { beginRecurrentDecoding, recurrentDecoder } from "../../decoding/recurrent-decoder.ts";
import type { StepDecoder } from "../../decoding/step-decoder.ts";
import { beginDecoding, transformerDecoder } from "../../decoding/transformer-decoder.ts";
import type { Model } from "../../models/model.ts";
import { isRecurrentEncoderDecoder, type RecurrentEncoderDecoder } from "../../models/recurrent-encoder-decoder.ts";
import { isTransformer, type Transformer } from "../../models/transformer.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A model that reads a source and writes a target, of either kind. */
export type EncoderDecoder = Transformer | RecurrentEncoderDecoder;

export function isEncoderDecoder(model: Model): model is EncoderDecoder {
  return isTransformer(model) || isRecurrentEncoderDecoder(model);
}

/**
 * Runs the encoder over sources, int32 [rows, sourceTime], and decodes with what fits the model's kind; `state` has a
 * row for each source.
 */
export function decodeWith<Result>(
  model: EncoderDecoder,
  sources: Tensor,
  decode: <State>(decoder: StepDecoder<State>, state: State) => Result,
): Result {
  return isTransformer(model)
    ? decode(transformerDecoder(model), beginDecoding(model, sources))
    : decode(recurrentDecoder(model), beginRecurrentDecoding(model, sources));
}
