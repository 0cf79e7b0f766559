import { checkOptions } from "../tensor/options.ts";
import { topK } from "../ops/top-k.ts";
import { decodeRows } from "./decode-rows.ts";
import type { Decoded, DecodingOptions, DecodingStart } from "./decoding-options.ts";
import type { StepDecoder } from "./step-decoder.ts";

/**
 * The most probable token at every step, the one of lowest number among equals; one result for each source.
 *
 *   const [{ tokens }] = greedy(decoder, { state, tokens: Int32Array.of(start) }, { end, maxLength: 60 });
 *
 * Throws a RangeError for options that make no sense and for logits that are not finite.
 */
export function greedy<State>(
  decoder: StepDecoder<State>,
  start: DecodingStart<State>,
  options: DecodingOptions,
): readonly Decoded[] {
  checkOptions("greedy", options, { end: true, maxLength: true, forbidden: true });
  return decodeRows("greedy", decoder, start, options, (logits) => {
    const { values, indices } = topK(logits, 1);
    return { tokens: indices.toArray(), logProbabilities: values.toArray() };
  });
}
