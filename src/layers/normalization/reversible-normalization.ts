import { checkOptions } from "../../tensor/options.ts";
import { initializers } from "../../initializers/registry.ts";
import { add } from "../../ops/add.ts";
import { broadcast } from "../../ops/broadcast.ts";
import { multiply } from "../../ops/multiply.ts";
import { reshape } from "../../ops/reshape.ts";
import { lastStep, reciprocal, windowStatistics } from "../../ops/shared/window-statistics.ts";
import { subtract } from "../../ops/subtract.ts";
import { sameShape, showShape } from "../../tensor/shape.ts";
import { ones, type Tensor } from "../../tensor/tensor.ts";
import { refuseMask, timeAndFeatures } from "../shared/checks.ts";
import type { ExampleShape, LayerSpec, MultiInputLayerSpec, Masked, WeightMaker } from "../layer.ts";
import { checkEpsilon } from "./shared/normalization-options.ts";

export interface ReversibleNormalizationOptions {
  /** Subtract the last value of the window, rather than its mean. Default: false. */
  readonly subtractLast?: boolean;
  /** Divide by the standard deviation of the window. Default: true. */
  readonly unitVariance?: boolean;
  /** A learned scale and offset of each feature. Default: true. */
  readonly affine?: boolean;
  /** Added to the variance. Default: 0.00001. */
  readonly epsilon?: number;
}

type Options = Required<ReversibleNormalizationOptions>;

/** Can stand in a sequential model too, where there is only the way in. */
export type ReversibleNormalization = LayerSpec<"reversibleNormalization", Options> &
  MultiInputLayerSpec<"reversibleNormalization", Options>;

/**
 * Reversible instance normalization, RevIN (Kim et al. 2022, "Reversible Instance Normalization for Accurate
 * Time-Series Forecasting against Distribution Shift", equations 1 to 3): every window and feature by its own mean and
 * standard deviation, and the forecast put back to them. The same layer is applied twice:
 *
 *   const norm = reversibleNormalization();
 *   const [x, mean, stddev] = applyAll(norm, window);
 *   const forecast = apply(norm, [model(x), mean, stddev]);
 *
 *   in     y = γ ∘ (x − mean) / stddev + β        stddev = √(variance + ε), the variance divided by the steps
 *   out    x = (y − β) / γ ∘ stddev + mean        the same γ and β
 *
 * With subtractLast the mean is the last step instead, with unitVariance: false stddev is 1, without affine there are
 * no γ and β. Mean and standard deviation count as constants: no gradient flows through them.
 *
 * In: [batch, time, features] → the same, [batch, 1, features] and [batch, 1, features]. Out: [batch, steps, features]
 * with those two → [batch, steps, features]. Refuses masks. Weights gamma, from 1, and beta, from 0, [features]. In a
 * sequential model it gives the normalized window alone.
 */
export function reversibleNormalization(given: ReversibleNormalizationOptions = {}): ReversibleNormalization {
  checkOptions("reversibleNormalization", given, {
    subtractLast: true,
    unitVariance: true,
    affine: true,
    epsilon: true,
  });
  const options: Options = { subtractLast: false, unitVariance: true, affine: true, epsilon: 1e-5, ...given };
  checkEpsilon("reversibleNormalization", options.epsilon);
  return {
    kind: "reversibleNormalization",
    options,
    build(input, weight) {
      const ways = built(options, input, weight);
      return { output: input, call: (x) => ways.normalize(x)[0] };
    },
    buildMultiInput([input, ...statistics], weight) {
      const ways = built(options, input, weight);
      const one = [1, input[1]];
      if (statistics.length === 0) return { outputs: [input, one, one], call: ([x]) => ways.normalize(x) };
      if (statistics.length !== 2 || !statistics.every((shape) => sameShape(known(shape), known(one)))) {
        throw new TypeError(
          "reversibleNormalization reads a window, or a forecast with the mean and the standard deviation that came " +
            `of its window, ${showShape(one)} each per example, got ${statistics.map(showShape).join(", ")}`,
        );
      }
      return { outputs: [input], call: (inputs) => [ways.restore(inputs)] };
    },
  };
}

/** The shape with 0, which no length is, for any length. */
function known(shape: ExampleShape): readonly number[] {
  return shape.map((length) => length ?? 0);
}

interface BothWays {
  normalize(x: Masked): readonly [Masked, Masked, Masked];
  restore(inputs: readonly Masked[]): Masked;
}

function built(
  { subtractLast, unitVariance, affine, epsilon }: Options,
  input: ExampleShape,
  weight: WeightMaker,
): BothWays {
  const { features } = timeAndFeatures("reversibleNormalization", input);
  const gamma = affine ? weight("gamma", [features], initializers.ones()) : null;
  const beta = affine ? weight("beta", [features], initializers.zeros()) : null;
  const ofFeatures = (values: Tensor, x: Tensor): Tensor => like(reshape(values, [1, 1, features]), x);
  return {
    normalize({ value: x, mask }) {
      refuseMask("reversibleNormalization", mask);
      const statistics = windowStatistics(x, epsilon);
      const mean = subtractLast ? lastStep(x) : statistics.mean;
      let y = subtract(x, like(mean, x));
      if (unitVariance) y = multiply(y, like(statistics.inverse, x));
      if (gamma !== null) y = multiply(y, ofFeatures(gamma, x));
      if (beta !== null) y = add(y, ofFeatures(beta, x));
      const stddev = unitVariance ? statistics.stddev : ones(mean.shape);
      return [bare(y), bare(mean), bare(stddev)];
    },
    restore([{ value, mask }, mean, stddev]) {
      refuseMask("reversibleNormalization", mask);
      let x = value;
      if (beta !== null) x = subtract(x, ofFeatures(beta, x));
      if (gamma !== null) x = multiply(x, ofFeatures(reciprocal(gamma), x));
      if (unitVariance) x = multiply(x, like(stddev.value, x));
      return bare(add(x, like(mean.value, x)));
    },
  };
}

/** The values repeated to the shape of x. */
function like(values: Tensor, x: Tensor): Tensor {
  return broadcast(values, x.shape);
}

function bare(value: Tensor): Masked {
  return { value, mask: null };
}
