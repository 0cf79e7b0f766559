import { add } from "../../../ops/add.ts";
import { concatenate } from "../../../ops/concatenate.ts";
import { embedding } from "../../../ops/embedding.ts";
import { multiply } from "../../../ops/multiply.ts";
import { reshape } from "../../../ops/reshape.ts";
import { scale } from "../../../ops/scale.ts";
import { timeSteps } from "../../../ops/time-steps.ts";
import { axes, sameShape, showShape, type Shape } from "../../../tensor/shape.ts";
import { tensor, zeros, type Tensor } from "../../../tensor/tensor.ts";
import type { Cell, SequenceArguments, SequenceOutput, States, Step } from "./cell.ts";
import type { CallContext, Masked } from "../../layer.ts";

/**
 * What passes a cell over a whole sequence: x [batch, time, features], and a mask of the steps that count. At a skipped
 * step the states are carried over, and the output before it is repeated (zeros before the first that counts), or zeros
 * with zeroOutput.
 */
export function passOf(cell: Cell): NonNullable<Cell["pass"]> {
  return (
    cell.pass?.bind(cell) ?? ((input, sequenceArguments, context) => loop(cell, input, sequenceArguments, context))
  );
}

function loop(
  cell: Cell,
  { value: x, mask }: Masked,
  sequenceArguments: SequenceArguments,
  context: CallContext,
): SequenceOutput {
  const [batch, time] = axes(x, "batch", "time", "features");
  if (time === 0) throw new TypeError(`a recurrent cell reads at least one step, got ${showShape(x.shape)}`);
  const { returnSequences, order } = sequenceArguments;
  const next = cell.steps?.(x, context) ?? stepByStep(cell, x, context);
  const choose = mask === null ? null : chooser(mask, [cell.outputSize, ...cell.stateSizes]);
  let states = sequenceArguments.initial ?? cell.stateSizes.map((size) => zeros([batch, size]));
  let output = zeros([batch, cell.outputSize]);
  const blank = output;
  const outputs: Tensor[] = [];
  for (let number = 0; number < time; number++) {
    const position = order.reverse ? time - 1 - number : number;
    const result = next(position, states);
    checkStep(cell, result, batch);
    if (choose === null) ({ output, states } = result);
    else {
      output = choose(position, result.output, order.zeroOutput ? blank : output);
      states = result.states.map((state, i) => choose(position, state, states[i]));
    }
    if (returnSequences) outputs.push(output);
  }
  if (!returnSequences) return { output, states };
  if (order.reverse && order.restoreOrder) outputs.reverse();
  return { output: reshape(concatenate(outputs), [batch, time, cell.outputSize]), states };
}

function stepByStep(cell: Cell, x: Tensor, context: CallContext): (position: number, states: States) => Step {
  const steps = timeSteps(x);
  return (position, states) => cell.step(steps[position], states, context);
}

/** Takes rows of a where the mask keeps the step at a position, else those of b. */
function chooser(mask: Tensor, sizes: readonly number[]): (position: number, a: Tensor, b: Tensor) => Tensor {
  const masks = new Map(
    sizes.map((size) => {
      const table = tensor(
        [...Array.from({ length: size }, () => 0), ...Array.from({ length: size }, () => 1)],
        [2, size],
      );
      const keep = embedding(mask, table);
      return [size, { keep: timeSteps(keep), skip: timeSteps(scale(keep, -1, 1)) }] as const;
    }),
  );
  return (position, a, b) => {
    const found = masks.get(a.shape[1]);
    if (found === undefined) throw new Error(`there is no mask for rows of ${a.shape[1]} elements`);
    return add(multiply(found.keep[position], a), multiply(found.skip[position], b));
  };
}

function checkStep(cell: Cell, { output, states }: Step, batch: number): void {
  const expected = [[batch, cell.outputSize], ...cell.stateSizes.map((size) => [batch, size])];
  const got = [output, ...states].map(({ shape }) => shape);
  if (got.length === expected.length && got.every((shape, i) => sameShape(shape, expected[i]))) return;
  throw new TypeError(
    `a step of a recurrent cell gave ${show(got)}, but its outputSize and stateSizes say ${show(expected)}`,
  );
}

function show([output, ...states]: readonly Shape[]): string {
  return `an output ${showShape(output)} and states ${states.map(showShape).join(", ") || "none"}`;
}
