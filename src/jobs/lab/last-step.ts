import { timeAndFeatures } from "../../layers/shared/checks.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { timeStep } from "../../ops/time-step.ts";

/** The last step of a sequence that has no padding: [batch, time, features] → [batch, features]. No weights. */
export function lastStep(): LayerSpec<"lastStep", object> {
  return {
    kind: "lastStep",
    options: {},
    build(input) {
      const { features } = timeAndFeatures("lastStep", input);
      return { output: [features], call: ({ value }) => ({ value: timeStep(value, -1), mask: null }) };
    },
  };
}
