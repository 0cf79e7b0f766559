import { checkOptions } from "../../tensor/options.ts";
import { initializerFrom, type InitializerOption } from "../../initializers/registry.ts";
import { add } from "../../ops/add.ts";
import { linear } from "../../ops/linear.ts";
import { applyActivation, checkLayerActivation, type LayerActivation } from "../activation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { showValue } from "../../tensor/show-value.ts";
import { checkCount, checkRate, lastAxis } from "../shared/checks.ts";
import type { LayerSpec } from "../layer.ts";
import { dropped, normalization } from "../transformer/shared/residual.ts";

export interface ResidualDenseOptions {
  /** Elements in the output. */
  readonly units: number;
  /** Elements between the two products. */
  readonly hiddenUnits: number;
  /** Between the two products. Default: relu. */
  readonly activation?: LayerActivation;
  /** Share of what the two products give that is dropped while training. Default: 0. */
  readonly dropout?: number;
  /** Normalize the sum, as layerNormalization does. Default: true. */
  readonly useLayerNorm?: boolean;
  /** Added to the variance. Default: 0.00001. */
  readonly layerNormEpsilon?: number;
  /** Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * The residual block of TiDE (Das et al. 2023, arXiv:2304.08424, section 4 and figure 1): two products with a
 * nonlinearity between them, beside a linear map of the input.
 *
 *   y = norm(drop(f(x·W1 + b1)·W2 + b2) + x·Ws + bs)
 *
 * [batch, ..., inputs] → [batch, ..., units], along the last axis; keeps the mask. Weights hidden.kernel W1 [inputs,
 * hiddenUnits], output.kernel W2 [hiddenUnits, units], skip.kernel Ws [inputs, units], each with its .bias, and
 * layerNorm.gamma and .beta [units].
 */
export function residualDense(given: ResidualDenseOptions): LayerSpec<"residualDense", Required<ResidualDenseOptions>> {
  checkOptions("residualDense", given, {
    units: true,
    hiddenUnits: true,
    activation: true,
    dropout: true,
    useLayerNorm: true,
    layerNormEpsilon: true,
    kernelInitializer: true,
    biasInitializer: true,
  });
  const options: Required<ResidualDenseOptions> = {
    activation: "relu",
    dropout: 0,
    useLayerNorm: true,
    layerNormEpsilon: 1e-5,
    kernelInitializer: "glorotUniform",
    biasInitializer: "zeros",
    ...given,
  };
  const { units, hiddenUnits, activation, dropout, useLayerNorm, layerNormEpsilon } = options;
  checkCount("residualDense", "units", units);
  checkCount("residualDense", "hiddenUnits", hiddenUnits);
  checkRate("residualDense", "dropout", dropout);
  checkLayerActivation("residualDense", activation);
  if (!(layerNormEpsilon > 0))
    throw new RangeError(`residualDense: layerNormEpsilon must be above 0, got ${showValue(layerNormEpsilon)}`);
  return {
    kind: "residualDense",
    options,
    build(input, weight) {
      const inputs = lastAxis("residualDense", input);
      const map = (name: string, from: number, to: number): ((x: Tensor) => Tensor) => {
        const kernel = weight(`${name}.kernel`, [from, to], initializerFrom(options.kernelInitializer));
        const bias = weight(`${name}.bias`, [to], initializerFrom(options.biasInitializer));
        return (x) => linear(x, kernel, bias);
      };
      const hidden = map("hidden", inputs, hiddenUnits);
      const output = map("output", hiddenUnits, units);
      const skip = map("skip", inputs, units);
      const normalize = useLayerNorm ? normalization("layerNorm", units, layerNormEpsilon, weight) : null;
      return {
        output: [...input.slice(0, -1), units],
        call({ value: x, mask }, context) {
          const made = dropped(output(applyActivation(hidden(x), activation)), dropout, "output", context);
          const sum = add(made, skip(x));
          return { value: normalize === null ? sum : normalize(sum), mask };
        },
      };
    },
  };
}
