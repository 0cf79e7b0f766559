import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { gru } from "../../ops/gru.ts";
import { linear } from "../../ops/linear.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkCount, checkRate, refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { CallContext, LayerSpec } from "../layer.ts";
import { dropped } from "../transformer/shared/residual.ts";
import { segmentEmbedding } from "./segment-embedding.ts";
import { parallelGruSteps, type GruWeights } from "./shared/parallel-gru-steps.ts";

export interface SegmentRnnOptions {
  /** Size of the hidden state, and of a segment's vector. Even, with channelEmbedding. */
  readonly units: number;
  /** Steps of a segment, of the window and of the forecast. */
  readonly segmentLength: number;
  /** Steps of the forecast. */
  readonly horizon: number;
  /** Share of the decoder's states dropped while training. Default: 0. */
  readonly dropout?: number;
  /** Half of the decoder's input tells the channel, rather than all of it the segment. Default: true. */
  readonly channelEmbedding?: boolean;
  /** Of the segments' vectors, the recurrence's inputs and the output. Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: orthogonal. */
  readonly recurrentInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
  /** Default: normal of standard deviation 1, as in the paper's program. */
  readonly embeddingsInitializer?: InitializerOption;
}

/**
 * SegRNN (Lin et al. 2023, arXiv:2308.11200, section 4): a recurrent network over segments rather than steps, whose
 * forecast of all segments is made at once, from the last state. Every channel c goes through it by itself, with the
 * same weights.
 *
 *   e[s] = relu(segment s · We + be)                  as segmentEmbedding
 *   h = gru(e)                                        the last state, [units]
 *   h[j] = gru step from h with input [P[j], C[c]]    of the same gru; P of the forecast's segment, C of the channel
 *   y[segment j] = drop(h[j]) · Wo + bo
 *
 * [batch, time, channels] → [batch, horizon, channels]; refuses a mask. The oldest steps that fill no segment are left
 * out, and so is what the last segment has beyond the horizon. Weights segment.kernel [segmentLength, 1, units] and
 * .bias, gru.kernel, .recurrentKernel and .bias as of gru, positionEmbeddings P [⌈horizon / segmentLength⌉, units / 2],
 * channelEmbeddings C [channels, units / 2], output.kernel [units, segmentLength] and .bias. Without channelEmbedding P
 * has units columns and there is no C.
 */
export function segmentRnn(given: SegmentRnnOptions): LayerSpec<"segmentRnn", Required<SegmentRnnOptions>> {
  checkOptions("segmentRnn", given, {
    units: true,
    segmentLength: true,
    horizon: true,
    dropout: true,
    channelEmbedding: true,
    kernelInitializer: true,
    recurrentInitializer: true,
    biasInitializer: true,
    embeddingsInitializer: true,
  });
  const options: Required<SegmentRnnOptions> = {
    dropout: 0,
    channelEmbedding: true,
    kernelInitializer: "glorotUniform",
    recurrentInitializer: "orthogonal",
    biasInitializer: "zeros",
    embeddingsInitializer: { name: "normal", stddev: 1 },
    ...given,
  };
  const { units, segmentLength, horizon, dropout, channelEmbedding } = options;
  checkCount("segmentRnn", "units", units);
  checkCount("segmentRnn", "segmentLength", segmentLength);
  checkCount("segmentRnn", "horizon", horizon);
  checkRate("segmentRnn", "dropout", dropout);
  if (channelEmbedding && units % 2 !== 0)
    throw new RangeError(`segmentRnn: units must be even, half of them for the channel, got ${units}`);
  const { kernelInitializer, recurrentInitializer, biasInitializer } = options;
  const kernels = initializerFrom(kernelInitializer);
  const biases = initializerFrom(biasInitializer);
  const embeddings = initializerFrom(options.embeddingsInitializer);
  const segments = segmentEmbedding({ units, segmentLength, activation: "relu", kernelInitializer, biasInitializer });
  const count = Math.ceil(horizon / segmentLength);
  const half = channelEmbedding ? units / 2 : units;
  return {
    kind: "segmentRnn",
    options,
    build(input, weight) {
      const { time, features: channels } = timeAndFeatures("segmentRnn", input);
      const embed = segments.build([time, 1], (name, ...rest) => weight(`segment.${name}`, ...rest));
      const weights = {
        kernel: weight("gru.kernel", [units, 3 * units], kernels),
        recurrent: weight("gru.recurrentKernel", [units, 3 * units], initializerFrom(recurrentInitializer)),
        bias: weight("gru.bias", [2, 3 * units], biases),
      };
      const positions = weight("positionEmbeddings", [count, half], embeddings);
      const ofChannels = channelEmbedding ? weight("channelEmbeddings", [channels, half], embeddings) : null;
      const output = {
        kernel: weight("output.kernel", [units, segmentLength], kernels),
        bias: weight("output.bias", [segmentLength], biases),
      };
      return {
        output: [horizon, channels],
        call({ value: x, mask }, context) {
          refuseMask("segmentRnn", mask);
          const [batch, steps] = x.shape;
          const apart = reshape(permute(x, [0, 2, 1]), [batch * channels, steps, 1]);
          const { value: embedded } = embed.call({ value: apart, mask: null }, context);
          const last = reshape(lastState(embedded, weights, context), [batch, channels, units]);
          const states = parallelGruSteps(last, tableOf(positions, ofChannels, channels), weights);
          const forecasts = states.map((state, j) => {
            const kept = dropped(state, dropout, `segment ${j}`, context);
            return linear(kept, output.kernel, output.bias);
          });
          const all = concatenate(forecasts);
          const y = all.shape[2] === horizon ? all : slice(all, 0, horizon);
          return { value: permute(y, [0, 2, 1]), mask: null };
        },
      };
    },
  };
}

/** The last state of a gru over x [rows, steps, units]: [rows, units]. */
function lastState(x: Tensor, weights: GruWeights, { onGates }: CallContext): Tensor {
  const none = { initial: null, stepMask: null, inputMask: null, recurrentMask: null };
  return gru(
    { x, ...weights, ...none },
    {
      activation: "tanh",
      recurrentActivation: "sigmoid",
      resetAfter: true,
      reverse: false,
      restoreOrder: false,
      zeroOutput: false,
      returnSequences: false,
      onGates,
    },
  ).state;
}

/** The decoder's inputs, [segments · channels, units]: those of all channels for the first segment, then the next. */
function tableOf(positions: Tensor, ofChannels: Tensor | null, channels: number): Tensor {
  const [segments, width] = positions.shape;
  const shape = [segments, channels, width];
  const repeated = broadcast(reshape(positions, [segments, 1, width]), shape);
  const both =
    ofChannels === null ? [repeated] : [repeated, broadcast(reshape(ofChannels, [1, channels, width]), shape)];
  return reshape(concatenate(both), [segments * channels, both.length * width]);
}
