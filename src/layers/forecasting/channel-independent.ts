import { checkOptions } from "../../tensor/options.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import { fold } from "../../tensor/random.ts";
import { showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { layerStack } from "../shared/layer-stack.ts";
import { refuseMask, timeAndFeatures } from "../shared/checks.ts";
import { inside, type CallContext, type Layer, type LayerSpec } from "../layer.ts";

export interface ChannelIndependentOptions {
  /** Read one channel, [time, 1], one after another; the last gives [horizon]. */
  readonly layers: readonly LayerSpec[];
  /** Each channel has weights of its own, rather than all the same. Default: false. */
  readonly individual?: boolean;
}

/**
 * Applies layers to every channel of a series by itself: [batch, time, channels] → [batch, horizon, channels]. What
 * comes out for a channel depends on that channel alone (Nie et al. 2023, arXiv:2211.14730, section 3.1; Zeng et al.
 * 2023, arXiv:2205.13504). Refuses a mask.
 *
 * With shared weights all channels go through the layers at once, as a larger batch: what differs between examples, as
 * dropout, differs between channels, and a batchNormalization inside takes its mean over all channels. Weights: those
 * of the layers, "layers.0.…"; with individual, "channels.0.layers.0.…".
 */
export function channelIndependent(
  given: ChannelIndependentOptions,
): LayerSpec<"channelIndependent", Required<ChannelIndependentOptions>> {
  checkOptions("channelIndependent", given, { layers: true, individual: true });
  const options = { individual: false, ...given, layers: Object.freeze([...given.layers]) };
  return {
    kind: "channelIndependent",
    options,
    build(input, weight) {
      const { time, features: channels } = timeAndFeatures("channelIndependent", input);
      const stacks = Array.from({ length: options.individual ? channels : 1 }, (_, channel) =>
        layerStack("channelIndependent", options.layers, [time, 1], (name, ...rest) =>
          weight(options.individual ? `channels.${channel}.${name}` : name, ...rest),
        ),
      );
      const [{ output }] = stacks;
      const [horizon] = output;
      if (output.length !== 1 || horizon === undefined) {
        throw new TypeError(
          `channelIndependent: the last layer gives [horizon] for a channel, got shape ${showShape(output)}; help: ` +
            "flatten() and dense({ units: horizon }) after the others",
        );
      }
      const pass = options.individual ? ownWeights(stacks) : sharedWeights(stacks[0]);
      return {
        output: [horizon, channels],
        call({ value, mask }, context) {
          refuseMask("channelIndependent", mask);
          return { value: pass(value, context), mask: null };
        },
        ...(stacks[0].resetStates === undefined
          ? {}
          : { resetStates: () => stacks.forEach((stack) => stack.resetStates?.()) }),
      };
    },
  };
}

type Pass = (x: Tensor, context: CallContext) => Tensor;

/** All channels at once, as examples. */
function sharedWeights(stack: Layer): Pass {
  return (x, context) => {
    const [batch, time, channels] = x.shape;
    const { onPenalty } = context;
    // Penalties are of one example, which has all the channels.
    const own = onPenalty && { ...context, onPenalty: (penalty: Tensor) => onPenalty(scale(penalty, channels)) };
    const apart = reshape(permute(x, [0, 2, 1]), [batch * channels, time, 1]);
    const { value } = stack.call({ value: apart, mask: null }, own ?? context);
    return permute(reshape(value, [batch, channels, value.shape[1]]), [0, 2, 1]);
  };
}

/** One channel after another. */
function ownWeights(stacks: readonly Layer[]): Pass {
  return (x, context) =>
    concatenate(
      stacks.map((stack, channel) => {
        const own = inside(`channels.${channel}`, { ...context, key: fold(context.key, channel) });
        const { value } = stack.call({ value: slice(x, channel, 1), mask: null }, own);
        return reshape(value, [...value.shape, 1]);
      }),
    );
}
