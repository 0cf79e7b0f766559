import { checkOptions } from "../tensor/options.ts";
import type { ConstraintOption } from "../constraints/registry.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import { activate } from "../ops/activate.ts";
import { broadcast } from "../ops/broadcast.ts";
import { leakyRelu as leakyReluOf } from "../ops/leaky-relu.ts";
import { multiply } from "../ops/multiply.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { subtract } from "../ops/subtract.ts";
import type { RegularizerOption } from "../regularizers/registry.ts";
import { showShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { LayerSpec } from "./layer.ts";
import { weightOptions } from "./shared/weight-options.ts";
import { showValue } from "../tensor/show-value.ts";

export interface LeakyReluOptions {
  /** The gradient below zero. Default: 0.3. */
  readonly negativeSlope?: number;
}

/**
 * y = x from zero on, negativeSlope · x below. Any shape → the same; keeps the mask. No weights. Definition and
 * default: Keras 3, LeakyReLU; the activation leakyRelu has the slope 0.2.
 */
export function leakyRelu(options: LeakyReluOptions = {}): LayerSpec<"leakyRelu", Required<LeakyReluOptions>> {
  checkOptions("leakyRelu", options, { negativeSlope: true });
  const { negativeSlope = 0.3 } = options;
  if (!(negativeSlope >= 0 && negativeSlope < Infinity))
    throw new RangeError(`leakyRelu: negativeSlope must be a number from 0, got ${showValue(negativeSlope)}`);
  return {
    kind: "leakyRelu",
    options: { negativeSlope },
    build: (input) => ({
      output: input,
      call: ({ value, mask }) => ({
        value: leakyReluOf(value, negativeSlope),
        mask,
      }),
    }),
  };
}

export interface PreluOptions {
  /** Default: zeros. */
  readonly alphaInitializer?: InitializerOption;
  /** Default: null, none. */
  readonly alphaRegularizer?: RegularizerOption;
  /** Default: null, none. */
  readonly alphaConstraint?: ConstraintOption;
  /**
   * Axes along which the slope is the same, the batch counting as axis 0: [1] shares it over time, which may then be of
   * any length. Default: none.
   */
  readonly sharedAxes?: readonly number[];
}

/**
 * y = x above zero, α ∘ x below, with learned slopes α (He et al. 2015, arXiv:1502.01852). Any shape → the same; keeps
 * the mask. Weight alpha, of the shape of an example, 1 along shared axes. Definition and defaults: Keras 3, PReLU.
 */
export function prelu(options: PreluOptions = {}): LayerSpec<"prelu", Required<PreluOptions>> {
  checkOptions("prelu", options, {
    alphaInitializer: true,
    alphaRegularizer: true,
    alphaConstraint: true,
    sharedAxes: true,
  });
  const config: Required<PreluOptions> = {
    alphaInitializer: "zeros",
    alphaRegularizer: null,
    alphaConstraint: null,
    ...options,
    sharedAxes: Object.freeze([...(options.sharedAxes ?? [])]),
  };
  return {
    kind: "prelu",
    options: config,
    build(input, weight) {
      const shape = input.map((length, i) => {
        if (config.sharedAxes.includes(i + 1)) return 1;
        if (length === null) {
          throw new TypeError(
            `prelu reads examples of known lengths, got ${showShape(input)}; help: sharedAxes: [${i + 1}]`,
          );
        }
        return length;
      });
      const perWeight = weightOptions(config.alphaRegularizer, config.alphaConstraint);
      const alpha = weight("alpha", shape, initializerFrom(config.alphaInitializer), perWeight);
      const slopes = (x: Tensor): Tensor => broadcast(reshape(alpha, [1, ...shape]), x.shape);
      return {
        output: input,
        call({ value, mask }) {
          const below = activate(scale(value, -1), "relu");
          return { value: subtract(activate(value, "relu"), multiply(slopes(value), below)), mask };
        },
      };
    },
  };
}
