import { activate } from "../src/ops/activate.ts";
import { add } from "../src/ops/add.ts";
import { concatenate } from "../src/ops/concatenate.ts";
import type { GruOptions } from "../src/ops/gru.ts";
import { linear } from "../src/ops/linear.ts";
import type { LstmInputs, LstmOptions } from "../src/ops/lstm.ts";
import { matmul } from "../src/ops/matmul.ts";
import { multiply } from "../src/ops/multiply.ts";
import { reshape } from "../src/ops/reshape.ts";
import { scale } from "../src/ops/scale.ts";
import type { RecurrentInputs, RecurrentOptions } from "../src/ops/shared/recurrent.ts";
import { slice } from "../src/ops/slice.ts";
import { timeStep } from "../src/ops/time-step.ts";
import { axes } from "../src/tensor/shape.ts";
import { ones, tensor, zeros, type Tensor } from "../src/tensor/tensor.ts";

/** What a recurrent op gives. */
export interface Pass {
  readonly sequences: Tensor;
  readonly states: readonly Tensor[];
  /** States after each step of x and the gates that made them, [batch, units] each. */
  readonly steps: readonly Made[];
}

/** What one step makes: the next states, and what decided about them. */
interface Made {
  readonly states: readonly Tensor[];
  readonly gates: readonly Tensor[];
}

/** What a cell's equations read at one step. */
interface Step {
  /** x·W + b of a gate, with its input mask. */
  readonly input: (gate: number) => Tensor;
  /** v·U of a gate. */
  readonly product: (gate: number, v: Tensor) => Tensor;
  /** A vector of units multiplied by the recurrent mask of a gate. */
  readonly masked: (gate: number, v: Tensor) => Tensor;
  /** Part of the bias beyond the input's. */
  readonly recurrentBias: (gate: number) => Tensor;
}

/** The passes over time of the recurrent ops, written with small ops, one step at a time. */
function composed(
  inputs: RecurrentInputs,
  { reverse, restoreOrder, zeroOutput }: RecurrentOptions,
  initials: readonly (Tensor | null)[],
  cell: (step: Step, states: readonly Tensor[]) => Made,
): Pass {
  const { x, kernel, recurrent, bias, stepMask, inputMask, recurrentMask } = inputs;
  const [batch, time] = axes(x, "batch", "time", "features");
  const [units] = axes(recurrent, "units", "columns");
  const biasOf = (gate: number): Tensor | null =>
    bias === null ? null : slice(reshape(bias, [bias.size]), gate * units, units);
  const keeps = (position: number): Tensor => {
    const mask = stepMask?.toArray();
    return tensor(
      Array.from({ length: batch * units }, (_, i) => mask?.[Math.floor(i / units) * time + position] ?? 1),
      [batch, units],
    );
  };
  // Blocks of columns, taken out once.
  const block = (weight: Tensor): ((gate: number) => Tensor) => {
    const blocks = new Map<number, Tensor>();
    return (gate) => {
      const found = blocks.get(gate) ?? slice(weight, gate * units, units);
      blocks.set(gate, found);
      return found;
    };
  };
  const [ofKernel, ofRecurrent] = [block(kernel), block(recurrent)];
  let states = initials.map((initial) => initial ?? zeros([batch, units]));
  let output = zeros([batch, units]);
  const outputs: Tensor[] = [];
  const steps: Made[] = [];
  for (let number = 0; number < time; number++) {
    const position = reverse ? time - 1 - number : number;
    const xt = timeStep(x, position);
    const { states: next, gates } = cell(
      {
        input(gate) {
          const mask = inputMask === null ? null : timeStep(inputMask, inputMask.shape[1] === 1 ? 0 : gate);
          return linear(mask === null ? xt : multiply(xt, mask), ofKernel(gate), biasOf(gate));
        },
        product: (gate, v) => matmul(v, ofRecurrent(gate)),
        masked: (gate, v) => (recurrentMask === null ? v : multiply(v, timeStep(recurrentMask, gate))),
        recurrentBias: (gate) => biasOf(3 + gate) ?? zeros([units]),
      },
      states,
    );
    const keep = keeps(position);
    const skip = scale(keep, -1, 1);
    states = next.map((state, i) => add(multiply(keep, state), multiply(skip, states[i])));
    const kept = multiply(keep, next[0]);
    output = zeroOutput ? kept : add(kept, multiply(skip, output));
    outputs.push(output);
    steps[position] = { states, gates };
  }
  if (reverse && restoreOrder) outputs.reverse();
  return { sequences: reshape(concatenate(outputs), [batch, time, units]), states, steps };
}

export function composedSimpleRnn(inputs: RecurrentInputs, options: RecurrentOptions): Pass {
  return composed(inputs, options, [inputs.initial], ({ input, product, masked }, [h]) => ({
    states: [activate(add(input(0), product(0, masked(0, h))), options.activation)],
    gates: [],
  }));
}

export function composedLstm(inputs: LstmInputs, options: LstmOptions): Pass {
  return composed(inputs, options, [inputs.initial, inputs.initialCell], ({ input, product, masked }, [h, c]) => {
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) =>
      activate(
        add(input(gate), product(gate, masked(gate, h))),
        gate === 2 ? options.activation : options.recurrentActivation,
      ),
    );
    const nextC = add(multiply(f, c), multiply(i, g));
    return { states: [multiply(o, activate(nextC, options.activation)), nextC], gates: [i, f, g, o] };
  });
}

export function composedGru(inputs: RecurrentInputs, options: GruOptions): Pass {
  const { activation, recurrentActivation, resetAfter } = options;
  return composed(inputs, options, [inputs.initial], ({ input, product, masked, recurrentBias }, [h]) => {
    // No op adds one row to all: a column of ones makes it as many rows.
    const plusBias = (y: Tensor, gate: number): Tensor =>
      add(y, matmul(ones([y.shape[0], 1]), reshape(recurrentBias(gate), [1, y.shape[1]])));
    const recurrent = (gate: number): Tensor => {
      const hu = product(gate, masked(gate, h));
      return resetAfter ? plusBias(hu, gate) : hu;
    };
    const [z, r] = [0, 1].map((gate) => activate(add(input(gate), recurrent(gate)), recurrentActivation));
    const reset = resetAfter ? multiply(r, recurrent(2)) : product(2, multiply(r, masked(2, h)));
    const n = activate(add(input(2), reset), activation);
    return { states: [add(multiply(z, h), multiply(scale(z, -1, 1), n))], gates: [z, r, n] };
  });
}
