import { checkOptions } from "./options.ts";
import type { Storage } from "../kernels/backend.ts";
import { listing, scope, parentOf } from "./memory.ts";
import { createGradients, type Gradients } from "./gradients.ts";
import { ones, zeros, type Tensor } from "./tensor.ts";

/** One gradient per input, or null where none flows. The compiler counts them. */
export type GradientsOf<Inputs extends readonly (Tensor | null)[]> = { readonly [K in keyof Inputs]: Tensor | null };

/** For each input, whether its gradient is required: an op may leave out the others. */
export type RequiresGradient<Inputs extends readonly (Tensor | null)[]> = { readonly [K in keyof Inputs]: boolean };

export interface RecordOptions {
  /** Whether the backward pass reads the values of the results. Default: true. */
  readonly readsResults?: boolean;
}

interface Step {
  readonly results: readonly Tensor[];
  readonly inputs: readonly (Tensor | null)[];
  readonly gradient: (
    dys: readonly (Tensor | null)[],
    requiresGradient: readonly boolean[],
  ) => readonly (Tensor | null)[];
  readonly readsResults: boolean;
  /**
   * What was allocated since the step before was recorded: the results, and what the backward pass of this step uses,
   * or of later ones.
   */
  readonly intermediates: readonly Storage[];
}

/** What was computed, in order, and which tensors depend on what is differentiated. */
interface Tape {
  readonly steps: Step[];
  readonly tracked: Set<Tensor>;
  /** What was allocated since the last step was recorded, if the backward pass is to release it; else null. */
  readonly intermediates: Storage[] | null;
}

let tape: Tape | undefined;

/** Whether a gradient in any of the tensors is required: only then need an op save what its backward pass uses. */
export function isRecording(...inputs: readonly (Tensor | null)[]): boolean {
  const active = tape;
  return active !== undefined && inputs.some((input) => input !== null && active.tracked.has(input));
}

/**
 * The whole interface of automatic differentiation: remembers that `result` was computed from `inputs` and how its
 * gradient is computed. `gradient` gets the loss's gradient in result and returns its gradient in each input. Optional
 * inputs may be null. Returns result.
 */
export function record<const Inputs extends readonly (Tensor | null)[]>(
  result: Tensor,
  inputs: Inputs,
  gradient: (dy: Tensor, requiresGradient: RequiresGradient<Inputs>) => GradientsOf<Inputs>,
  options?: RecordOptions,
): Tensor {
  recordAll(
    [result],
    inputs,
    ([dy], requiresGradient) => gradient(dy ?? zeros(result.shape), requiresGradient),
    options,
  );
  return result;
}

/** As record, for ops with several results; the gradient in a result that nobody used is null. */
export function recordAll<const Results extends readonly Tensor[], const Inputs extends readonly (Tensor | null)[]>(
  results: Results,
  inputs: Inputs,
  gradient: (dys: GradientsOf<Results>, requiresGradient: RequiresGradient<Inputs>) => GradientsOf<Inputs>,
  { readsResults = true }: RecordOptions = {},
): Results {
  if (tape === undefined || !isRecording(...inputs)) return results;
  tape.steps.push({
    results,
    inputs,
    gradient: untyped(gradient),
    readsResults,
    intermediates: tape.intermediates?.splice(0) ?? [],
  });
  for (const result of results) tape.tracked.add(result);
  return results;
}

/**
 * Whether nothing in the backward pass reads a tensor's values, so that the only one who uses it from now on may write
 * over them. Never so outside of gradients with consume.
 */
export function isUnread(tensor: Tensor): boolean {
  if (tape === undefined || tape.intermediates === null || !tape.tracked.has(tensor)) return false;
  const storage = parentOf(tensor.storage);
  const shares = (other: Tensor | null): boolean => other !== null && parentOf(other.storage) === storage;
  let isMade = false;
  for (const { results, inputs, readsResults } of tape.steps) {
    if (results.some(shares)) {
      if (readsResults) return false;
      isMade = true;
    } else if (inputs.some(shares)) return false;
  }
  return isMade;
}

/** The tape holds steps of every kind; each gets back tuples of just the lengths that it was recorded with. */
function untyped<Results extends readonly Tensor[], Inputs extends readonly (Tensor | null)[]>(
  gradient: (dys: GradientsOf<Results>, requiresGradient: RequiresGradient<Inputs>) => GradientsOf<Inputs>,
): Step["gradient"] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- recordAll puts these tuples into the step
  return (dys, requiresGradient) => gradient(dys as GradientsOf<Results>, requiresGradient as RequiresGradient<Inputs>);
}

/** The loss that f computes, and its gradient in each target: zeros where it does not depend on one. */
export interface Differentiated<Targets extends readonly Tensor[]> {
  readonly loss: Tensor;
  readonly gradients: { readonly [K in keyof Targets]: Tensor };
}

export interface GradientOptions {
  /**
   * Release memory in the backward pass as soon as nothing needs it any more: whatever f allocated, but for the loss
   * and the tensors that this function, called after f, names. Saves half of the memory; every other tensor that f made
   * is of no use afterwards. Default: nothing is released.
   */
  readonly consume?: () => readonly Tensor[];
}

/**
 * Runs f, which computes a scalar loss from the targets, and differentiates it. Calls may be nested, not for second
 * derivatives.
 *
 *   const { loss, gradients: [dw] } = gradients(() => meanSquaredError(matmul(x, w), y), [w]);
 */
export function gradients<const Targets extends readonly Tensor[]>(
  f: () => Tensor,
  targets: Targets,
  options: GradientOptions = {},
): Differentiated<Targets> {
  checkOptions("gradients", options, { consume: true });
  const { consume } = options;
  const outer = tape;
  const mine: Tape = { steps: [], tracked: new Set(targets), intermediates: consume === undefined ? null : [] };
  tape = mine;
  let loss: Tensor;
  try {
    loss = mine.intermediates === null ? f() : listing(mine.intermediates, f);
  } finally {
    tape = outer;
  }
  if (loss.size !== 1) {
    throw new TypeError(`gradients needs a loss of one value, got ${loss.toString()}; help: sum or average it`);
  }
  const kept = consume === undefined ? null : new Set([loss, ...targets, ...consume()].map(storageOf));
  const found = withoutTape(() => scope(() => backward(mine.steps, loss, targets, kept)));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- map keeps the length, which its type does not say
  return { loss, gradients: found as { [K in keyof Targets]: Tensor } };
}

function storageOf(tensor: Tensor): Storage {
  return parentOf(tensor.storage);
}

/** The backward pass is not differentiated itself, whatever tape is open around it. */
function withoutTape<Result>(f: () => Result): Result {
  const outer = tape;
  tape = undefined;
  try {
    return f();
  } finally {
    tape = outer;
  }
}

/**
 * Newest step first, no recursion: long tapes cannot overflow the stack. What was allocated before a step was recorded
 * is used by it and by later ones alone, so once they are done it is released, unless it is in `kept`; null keeps
 * everything.
 */
function backward(
  steps: Step[],
  loss: Tensor,
  targets: readonly Tensor[],
  kept: ReadonlySet<Storage> | null,
): readonly Tensor[] {
  const known = createGradients(targets);
  known.add([{ of: loss, gradient: ones(loss.shape) }]);
  const tracked = new Set<Tensor>(targets);
  for (const { results } of steps) for (const result of results) tracked.add(result);
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    backwardThrough(step, known, tracked);
    if (kept === null) continue;
    for (const storage of step.intermediates) if (!kept.has(storage)) known.releaseWhenUnused(storage);
  }
  return targets.map((target) => known.of(target) ?? zeros(target.shape));
}

/** One step: from the gradients in its results, which nothing needs any more then, to those in its inputs. */
function backwardThrough({ results, inputs, gradient }: Step, known: Gradients, tracked: ReadonlySet<Tensor>): void {
  const dys = results.map((result) => known.of(result) ?? null);
  if (dys.every((dy) => dy === null)) return;
  const requiresGradient = inputs.map((input) => input !== null && tracked.has(input));
  const computed = scope(() => gradient(dys, requiresGradient));
  known.add(
    computed.flatMap((found, k) => {
      const input = inputs[k];
      return found === null || input === null || !requiresGradient[k] ? [] : [{ of: input, gradient: found }];
    }),
  );
  for (const result of results) known.drop(result);
}
