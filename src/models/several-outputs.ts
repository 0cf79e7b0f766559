import { inference } from "../layers/shared/inference.ts";
import type { ExampleShape } from "../layers/layer.ts";
import type { Model } from "./model.ts";

/** What models of any number of outputs have, made from how these are traced. */
export function severalOutputs(
  outputs: readonly ExampleShape[],
  outputNames: readonly string[],
  traceAll: Model["traceAll"],
): Pick<Model, "output" | "outputs" | "outputNames" | "call" | "callAll" | "trace" | "traceAll"> {
  const trace: Model["trace"] = (x, context, observe) => {
    if (outputs.length > 1)
      throw new TypeError(`the model has outputs ${outputNames.join(", ")}; help: callAll and traceAll give them all`);
    return traceAll(x, context, observe)[0];
  };
  return {
    output: outputs[0],
    outputs,
    outputNames,
    call: (x, context = inference) => trace(x, context).value,
    callAll: (x, context = inference) => traceAll(x, context).map(({ value }) => value),
    trace,
    traceAll,
  };
}
