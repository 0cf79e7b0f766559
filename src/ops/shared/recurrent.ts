import { activationCodes, type RecurrentActivationName } from "../../kernels/activations.ts";
import type { Storage } from "../../kernels/backend.ts";
import { savedSize, type RecurrentKind } from "../../kernels/saved.ts";
import { showShape, type Shape } from "../../tensor/shape.ts";
import { empty, type Tensor } from "../../tensor/tensor.ts";
import { checkInts, checkNotDifferentiated, checkShape, lengths } from "./checks.ts";
import type { RecurrentTrace } from "./recurrent-trace.ts";

/** What simpleRnn, lstm and gru read. */
export interface RecurrentInputs {
  /** [batch, time, features] */
  readonly x: Tensor;
  /** W [features, gates·units] */
  readonly kernel: Tensor;
  /** U [units, gates·units] */
  readonly recurrent: Tensor;
  /** [gates·units], of gru with resetAfter [2, 3·units]; null for zeros. */
  readonly bias: Tensor | null;
  /** h before the first step, [batch, units]; null for zeros. */
  readonly initial: Tensor | null;
  /**
   * int32 [batch, time], 1 = step counts, 0 = step is skipped: the state is carried over and the output before it
   * repeated (zeros before the first step that counts). Null counts all. Rows without any step that counts are legal.
   */
  readonly stepMask: Tensor | null;
  /** [batch, 1 or gates, features]; multiplies x in the product of all gates, or of each. Null for ones. */
  readonly inputMask: Tensor | null;
  /** [batch, gates, units]; multiplies h in the product h·U of each gate. Null for ones. */
  readonly recurrentMask: Tensor | null;
}

export interface RecurrentOptions {
  readonly activation: RecurrentActivationName;
  /** Read x from its last step to its first. */
  readonly reverse: boolean;
  /** Put the outputs of a reversed pass at the steps of x that they were computed from, not in the order computed. */
  readonly restoreOrder: boolean;
  /** Zeros, not the output before, at the skipped steps of sequences. */
  readonly zeroOutput: boolean;
  /** Without it sequences are null and not computed. */
  readonly returnSequences: boolean;
  /**
   * Gets the gates and states of every step, for looking at. They take memory of their own, which is why nobody gets
   * them unasked.
   */
  readonly onGates?: ((trace: RecurrentTrace) => void) | undefined;
}

/** What the recurrent kernels have in common, forward and back. */
export interface RecurrentArguments {
  readonly x: Storage;
  readonly kernel: Storage;
  readonly recurrent: Storage;
  readonly initial: Storage | null;
  readonly stepMask: Storage | null;
  readonly inputMask: Storage | null;
  readonly recurrentMask: Storage | null;
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly units: number;
  readonly inputMaskGates: number;
  readonly activation: number;
  readonly reverse: boolean;
  readonly restoreOrder: boolean;
  readonly zeroOutput: boolean;
}

interface Cell {
  readonly kind: RecurrentKind;
  readonly gates: number;
  readonly biasShape: (units: number) => Shape;
}

/** Checks shapes, and turns tensors and names into what the kernels read. */
export function recurrentArguments(
  inputs: RecurrentInputs,
  options: RecurrentOptions,
  { kind, gates, biasShape }: Cell,
): RecurrentArguments {
  const { x, kernel, recurrent, bias, initial, stepMask, inputMask, recurrentMask } = inputs;
  const [batch, time, features] = lengths(`${kind}: x`, x, "batch", "time", "features");
  const [units] = lengths(`${kind}: recurrent`, recurrent, "units", "gates·units");
  checkShape(`${kind}: recurrent`, recurrent, [units, gates * units]);
  checkShape(`${kind}: kernel`, kernel, [features, gates * units]);
  if (bias !== null) checkShape(`${kind}: bias`, bias, biasShape(units));
  if (initial !== null) checkShape(`${kind}: initial`, initial, [batch, units]);
  if (stepMask !== null) {
    checkInts(`${kind}: stepMask`, stepMask);
    checkShape(`${kind}: stepMask`, stepMask, [batch, time]);
  }
  const inputMaskGates = inputMask === null ? 1 : gatesOf(kind, inputMask, gates);
  if (inputMask !== null) checkShape(`${kind}: inputMask`, inputMask, [batch, inputMaskGates, features]);
  if (recurrentMask !== null) checkShape(`${kind}: recurrentMask`, recurrentMask, [batch, gates, units]);
  checkNotDifferentiated(`${kind}: inputMask`, inputMask);
  checkNotDifferentiated(`${kind}: recurrentMask`, recurrentMask);
  const { reverse, restoreOrder, zeroOutput } = options;
  return {
    x: x.storage,
    kernel: kernel.storage,
    recurrent: recurrent.storage,
    initial: storageOf(initial),
    stepMask: storageOf(stepMask),
    inputMask: storageOf(inputMask),
    recurrentMask: storageOf(recurrentMask),
    batch,
    time,
    features,
    units,
    inputMaskGates,
    activation: activationCodes[options.activation],
    reverse,
    restoreOrder,
    zeroOutput,
  };
}

function gatesOf(kind: RecurrentKind, inputMask: Tensor, gates: number): number {
  const [, maskGates] = lengths(`${kind}: inputMask`, inputMask, "batch", "gates", "features");
  if (maskGates === 1 || maskGates === gates) return maskGates;
  const allowed = gates === 1 ? "1" : `1 or ${gates}`;
  throw new TypeError(
    `${kind}: inputMask has ${allowed} as its second length, got shape ${showShape(inputMask.shape)}`,
  );
}

export function storageOf(x: Tensor | null): Storage | null {
  return x?.storage ?? null;
}

/**
 * Memory for the outputs and, when a gradient or the gates are required, for what the kernel saves of every step.
 */
export function recurrentResults(
  { batch, time, units }: RecurrentArguments,
  kind: RecurrentKind,
  { returnSequences, onGates }: RecurrentOptions,
  recording: boolean,
): { readonly sequences: Tensor | null; readonly state: Tensor; readonly saved: Tensor | null } {
  return {
    sequences: returnSequences ? empty([batch, time, units]) : null,
    state: empty([batch, units]),
    saved: recording || onGates !== undefined ? empty([savedSize({ batch, time, units }, kind)]) : null,
  };
}

/** A tensor like x for its gradient, when somebody wants it. */
export function gradientOf(x: Tensor | null, requiresGradient: boolean): Tensor | null {
  return x !== null && requiresGradient ? empty(x.shape) : null;
}
