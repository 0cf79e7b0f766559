import type { OptionNames } from "../../tensor/options.ts";
import { checkCount } from "../../layers/shared/checks.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import type { ReversibleNormalization } from "../../layers/normalization/reversible-normalization.ts";
import { initialValueNames, type InitialValues } from "../build-weights.ts";
import { functional } from "../functional.ts";
import type { Model } from "../model.ts";
import { apply, applyAll, input, type SymbolicTensor } from "../symbolic-tensor.ts";

/** What all forecasting models read and give: [batch, lookback, channels] → [batch, horizon, channels]. */
export interface ForecasterOptions extends InitialValues {
  /** Steps of the window that is read. */
  readonly lookback: number;
  /** Series side by side. */
  readonly channels: number;
  /** Steps of the forecast, those after the window. */
  readonly horizon: number;
}

export const forecasterNames: OptionNames<ForecasterOptions> = {
  ...initialValueNames,
  lookback: true,
  channels: true,
  horizon: true,
};

/** Throws a RangeError that names the model unless the sizes are integers from 1. */
export function checkSizes(model: string, { lookback, channels, horizon }: ForecasterOptions): void {
  checkCount(model, "lookback", lookback);
  checkCount(model, "channels", channels);
  checkCount(model, "horizon", horizon);
}

/** A model of layers that read the normalized window, whose forecast is put back to the window's level and spread. */
export function normalizedModel(
  { lookback, channels, ...first }: Omit<ForecasterOptions, "horizon">,
  normalization: ReversibleNormalization,
  layers: readonly LayerSpec[],
): Model {
  const window = input([lookback, channels], { name: "window" });
  const [normalized, mean, stddev] = applyAll(normalization, window);
  const made = layers.reduce<SymbolicTensor>((x, layer) => apply(layer, x), normalized);
  return functional({ inputs: window, outputs: apply(normalization, [made, mean, stddev]), ...first });
}

/** The initial values of PyTorch's linear layer, which the published programs begin with: within ±1 / √inputs. */
export function withinRoot(inputs: number): {
  readonly name: "uniform";
  readonly minval: number;
  readonly maxval: number;
} {
  const bound = 1 / Math.sqrt(inputs);
  return { name: "uniform", minval: -bound, maxval: bound };
}
