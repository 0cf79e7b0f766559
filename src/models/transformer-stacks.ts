import { decoderBlock, type DecoderBlock } from "../layers/transformer/shared/decoder-block.ts";
import { encoderBlock } from "../layers/transformer/shared/encoder-block.ts";
import { inside, type CallContext, type Masked, type WeightMaker } from "../layers/layer.ts";
import { normalization } from "../layers/transformer/shared/residual.ts";
import { fold } from "../tensor/random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Part, Show } from "./part.ts";
import { blockOptions, type FullStackOptions } from "./transformer-options.ts";

/** The layers of an encoder one after another: x [batch, time, hiddenDim] with its mask → [batch, time, hiddenDim]. */
export type EncoderStack = (x: Masked, context: CallContext, show: Show) => Tensor;

/** Weights encoder.0.… and so on, and with normalizeFirst encoder.norm.… */
export function encoderStack(options: FullStackOptions, layers: number, weight: WeightMaker): EncoderStack {
  const blocks = names("encoder", layers).map((name) => ({
    name,
    call: encoderBlock(blockOptions(options), options.hiddenDim, named(name, weight)),
  }));
  const normalize = lastNormalization("encoder", options, weight);
  return ({ value, mask }, context, show) => {
    let x = value;
    for (const { name, call } of blocks) {
      x = call(x, mask, within(name, context));
      show(name, x);
    }
    return normalize(x, show);
  };
}

export interface DecoderStack {
  readonly blocks: readonly DecoderBlock[];
  /**
   * All steps at once: x [batch, time, hiddenDim], what the encoder made if there is one → [batch, time, hiddenDim].
   */
  call(x: Masked, memory: Masked | null, context: CallContext, show: Show): Tensor;
  /** What comes after the blocks: the last normalization with normalizeFirst, else nothing. */
  finish(x: Tensor, show: Show): Tensor;
}

/**
 * Weights decoder.0.… and so on, and with normalizeFirst decoder.norm.… Blocks attend to an encoder where there is one.
 */
export function decoderStack(
  options: FullStackOptions,
  { layers, attendsToEncoder }: { readonly layers: number; readonly attendsToEncoder: boolean },
  weight: WeightMaker,
): DecoderStack {
  const { hiddenDim: features } = options;
  const memoryFeatures = attendsToEncoder ? features : null;
  const blocks = names("decoder", layers).map((name) => ({
    name,
    block: decoderBlock(blockOptions(options), { features, memoryFeatures }, named(name, weight)),
  }));
  const finish = lastNormalization("decoder", options, weight);
  return {
    blocks: blocks.map(({ block }) => block),
    finish,
    call({ value, mask }, memory, context, show) {
      let x = value;
      for (const { name, block } of blocks) {
        x = block.call({ value: x, mask }, memory, within(name, context));
        show(name, x);
      }
      return finish(x, show);
    },
  };
}

/** A stack's parts, for summaries. */
export function stackParts(
  stack: "encoder" | "decoder",
  { hiddenDim, normalizeFirst }: FullStackOptions,
  layers: number,
): readonly Part[] {
  const output = [null, hiddenDim];
  return [
    ...names(stack, layers).map((name) => ({
      name,
      kind: stack === "encoder" ? "transformerEncoder" : "transformerDecoder",
      output,
    })),
    ...(normalizeFirst ? [{ name: `${stack}.norm`, kind: "layerNormalization", output }] : []),
  ];
}

function names(stack: string, layers: number): readonly string[] {
  return Array.from({ length: layers }, (_, i) => `${stack}.${i}`);
}

function named(name: string, weight: WeightMaker): WeightMaker {
  return (own, ...rest) => weight(`${name}.${own}`, ...rest);
}

/** The context of a layer of a stack: with a random key and places of its own. */
function within(name: string, context: CallContext): CallContext {
  return inside(name, { ...context, key: fold(context.key, name) });
}

/** With pre-norm the sum that leaves a stack has not been normalized yet. */
function lastNormalization(
  stack: string,
  { hiddenDim, normalizeFirst, layerNormEpsilon }: FullStackOptions,
  weight: WeightMaker,
): (x: Tensor, show: Show) => Tensor {
  if (!normalizeFirst) return (x) => x;
  const name = `${stack}.norm`;
  const normalize = normalization(name, hiddenDim, layerNormEpsilon, weight);
  return (x, show) => {
    const y = normalize(x);
    show(name, y);
    return y;
  };
}
