import type { Dataset } from "../../data/dataset.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { slice } from "../../ops/slice.ts";
import { subtract } from "../../ops/subtract.ts";
import { timeStep } from "../../ops/time-step.ts";

/**
 * The same windows with what the target will have changed by since now instead of what it will be: y [batch, horizons]
 * − x[·, last, target].
 */
export function changesOf(windows: Dataset, target: number): Dataset {
  return {
    steps: windows.steps,
    batch(index) {
      const { x, y } = windows.batch(index);
      const now = slice(timeStep(x, -1), target, 1);
      return { x, y: subtract(y, concatenate(Array.from({ length: y.shape[1] }, () => now))) };
    },
  };
}
