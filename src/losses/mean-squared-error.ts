import { loss } from "../ops/loss.ts";
import type { Loss } from "./loss.ts";

/** Mean of (prediction − target)². */
export function meanSquaredError(): Loss {
  return {
    name: "meanSquaredError",
    call: (prediction, target, weights) => loss(prediction, target, weights, "meanSquaredError"),
  };
}
