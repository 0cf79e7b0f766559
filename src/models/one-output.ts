import type { ExampleShape } from "../layers/layer.ts";
import type { Model } from "./model.ts";
import { severalOutputs } from "./several-outputs.ts";

/** What models of one output have, made from how it is traced. */
export function oneOutput(output: ExampleShape, trace: Model["trace"]): ReturnType<typeof severalOutputs> {
  return severalOutputs([output], ["output"], (x, context, observe) => [trace(x, context, observe)]);
}
