import { backend, kernels } from "../kernels/current.ts";
import { empty, ones, zeros, type Tensor } from "./tensor.ts";

/** One gradient per input, or null where none flows. The compiler counts them. */
export type GradientsOf<Inputs extends readonly (Tensor | null)[]> = { readonly [K in keyof Inputs]: Tensor | null };

/** For each input, whether anybody wants its gradient: an op may then leave it out. */
export type Wanted<Inputs extends readonly (Tensor | null)[]> = { readonly [K in keyof Inputs]: boolean };

interface Step {
  readonly results: readonly Tensor[];
  readonly inputs: readonly (Tensor | null)[];
  readonly gradient: (dys: readonly (Tensor | null)[], wanted: readonly boolean[]) => readonly (Tensor | null)[];
}

/** What was computed, in order, and which tensors depend on what is differentiated. */
interface Tape {
  readonly steps: Step[];
  readonly tracked: Set<Tensor>;
}

let tape: Tape | undefined;

/** Whether a gradient will be asked for that depends on any of the tensors: only then need an op save what its way back uses. */
export function isRecording(...inputs: readonly (Tensor | null)[]): boolean {
  const active = tape;
  return active !== undefined && inputs.some((input) => input !== null && active.tracked.has(input));
}

/**
 * The whole interface of automatic differentiation: remembers that `result` was made from `inputs` and how to go back. `gradient` gets the
 * loss's slope in result and gives its slope in each input. Optional inputs may be null. Returns result.
 */
export function record<const Inputs extends readonly (Tensor | null)[]>(
  result: Tensor,
  inputs: Inputs,
  gradient: (dy: Tensor, wanted: Wanted<Inputs>) => GradientsOf<Inputs>,
): Tensor {
  recordAll([result], inputs, ([dy], wanted) => gradient(dy ?? zeros(result.shape), wanted));
  return result;
}

/** As record, for ops with several results; the slope in a result that nobody used is null. */
export function recordAll<const Results extends readonly Tensor[], const Inputs extends readonly (Tensor | null)[]>(
  results: Results,
  inputs: Inputs,
  gradient: (dys: GradientsOf<Results>, wanted: Wanted<Inputs>) => GradientsOf<Inputs>,
): Results {
  if (tape === undefined || !isRecording(...inputs)) return results;
  tape.steps.push({ results, inputs, gradient: untyped(gradient) });
  for (const result of results) tape.tracked.add(result);
  return results;
}

/** The tape holds steps of every kind; each gets back tuples of just the lengths that it was recorded with. */
function untyped<Results extends readonly Tensor[], Inputs extends readonly (Tensor | null)[]>(
  gradient: (dys: GradientsOf<Results>, wanted: Wanted<Inputs>) => GradientsOf<Inputs>,
): Step["gradient"] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- recordAll puts just these results and inputs into the step
  return (dys, wanted) => gradient(dys as GradientsOf<Results>, wanted as Wanted<Inputs>);
}

/** The loss that f computes, and its slope in each target: zeros where it does not depend on one. */
export interface Differentiated<Targets extends readonly Tensor[]> {
  readonly loss: Tensor;
  readonly gradients: { readonly [K in keyof Targets]: Tensor };
}

/**
 * Runs f, which makes a loss of one number from the targets, and differentiates it. Calls may be nested, not for second derivatives.
 *
 *   const { loss, gradients: [dw] } = gradients(() => meanSquaredError(matmul(x, w), y), [w]);
 */
export function gradients<const Targets extends readonly Tensor[]>(
  f: () => Tensor,
  targets: Targets,
): Differentiated<Targets> {
  const outer = tape;
  const mine: Tape = { steps: [], tracked: new Set(targets) };
  tape = mine;
  let loss: Tensor;
  try {
    loss = f();
  } finally {
    tape = outer;
  }
  if (loss.size !== 1) {
    throw new TypeError(`gradients needs a loss of one number, got ${loss.toString()}; help: sum or average it`);
  }
  const total = withoutTape(() => backward(mine, loss));
  const found = targets.map((target) => total.get(target) ?? zeros(target.shape));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- map keeps the length, which its type does not say
  return { loss, gradients: found as { [K in keyof Targets]: Tensor } };
}

/** The way back is not differentiated itself, whatever tape is open around it. */
function withoutTape<Result>(f: () => Result): Result {
  const outer = tape;
  tape = undefined;
  try {
    return f();
  } finally {
    tape = outer;
  }
}

/** Newest step first, no recursion: long tapes cannot overflow the stack. */
function backward({ steps, tracked }: Tape, loss: Tensor): Map<Tensor, Tensor> {
  const total = new Map([[loss, ones(loss.shape)]]);
  for (let i = steps.length - 1; i >= 0; i--) {
    const { results, inputs, gradient } = steps[i];
    const dys = results.map((result) => total.get(result) ?? null);
    if (dys.every((dy) => dy === null)) continue;
    const wanted = inputs.map((input) => input !== null && tracked.has(input));
    gradient(dys, wanted).forEach((dx, k) => {
      const input = inputs[k];
      if (dx === null || input === null || !wanted[k]) return;
      const sum = total.get(input);
      total.set(input, sum === undefined ? dx : plus(sum, dx));
    });
  }
  return total;
}

function plus(a: Tensor, b: Tensor): Tensor {
  const y = empty(a.shape, backend.floatType);
  kernels.add({ a: a.storage, b: b.storage, y: y.storage, size: y.size });
  return y;
}
