import { activate } from "../../../ops/activate.ts";
import { add } from "../../../ops/add.ts";
import { addPositions } from "../../../ops/add-positions.ts";
import { linear } from "../../../ops/linear.ts";
import { multiply } from "../../../ops/multiply.ts";
import { reshape } from "../../../ops/reshape.ts";
import { slice } from "../../../ops/slice.ts";
import { subtract } from "../../../ops/subtract.ts";
import { axes } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";

/** The weights of a gru with resetAfter. */
export interface GruWeights {
  /** [inputs, 3·units], columns z | r | n. */
  readonly kernel: Tensor;
  /** [units, 3·units] */
  readonly recurrent: Tensor;
  /** [2, 3·units], of the inputs and of the state. */
  readonly bias: Tensor;
}

/**
 * One step of a gru from the same states for several inputs, each a table that all examples share: states [batch, rows,
 * units], inputs [count·rows, inputs], table after table → count tensors [batch, rows, units].
 *
 * What the states give is multiplied once, not once for each input, and what the inputs give once, not once for each
 * example: h′ = z∘h + (1 − z)∘n, with z, r and n of the sums.
 */
export function parallelGruSteps(states: Tensor, inputs: Tensor, weights: GruWeights): readonly Tensor[] {
  const [, rows, units] = axes(states, "batch", "rows", "units");
  const bias = reshape(weights.bias, [6 * units]);
  const ofInputs = linear(inputs, weights.kernel, slice(bias, 0, 3 * units));
  const ofStates = linear(states, weights.recurrent, slice(bias, 3 * units, 3 * units));
  const [inputGates, inputCandidate] = [slice(ofInputs, 0, 2 * units), slice(ofInputs, 2 * units, units)];
  const [stateGates, stateCandidate] = [slice(ofStates, 0, 2 * units), slice(ofStates, 2 * units, units)];
  return Array.from({ length: inputs.shape[0] / rows }, (_, step) => {
    const gates = activate(addPositions(stateGates, inputGates, step * rows), "sigmoid");
    const [keep, reset] = [slice(gates, 0, units), slice(gates, units, units)];
    const sum = addPositions(multiply(reset, stateCandidate), inputCandidate, step * rows);
    const candidate = activate(sum, "tanh");
    return add(candidate, multiply(keep, subtract(states, candidate)));
  });
}
