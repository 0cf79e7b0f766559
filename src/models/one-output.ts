import { inference } from "../layers/inference.ts";
import type { ExampleShape } from "../layers/layer.ts";
import type { Model } from "./model.ts";

/** What models of one output have, made from how it is traced. */
export function oneOutput(
  output: ExampleShape,
  trace: Model["trace"],
): Pick<Model, "output" | "outputs" | "outputNames" | "call" | "callAll" | "trace" | "traceAll"> {
  return {
    output,
    outputs: [output],
    outputNames: ["output"],
    call: (x, context = inference) => trace(x, context).value,
    callAll: (x, context = inference) => [trace(x, context).value],
    trace,
    traceAll: (x, context, observe) => [trace(x, context, observe)],
  };
}
