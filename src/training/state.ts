import { withPresentNames } from "../optimizers/former-slots.ts";
import type { Metric, MetricState } from "../metrics/metric.ts";
import { assign } from "../tensor/tensor.ts";
import type { Callback } from "./callbacks/callback.ts";
import type { Training } from "./step.ts";
import type { CallbackMemory, EpochSums, TrainerState } from "./trainer-state.ts";

/** How far training has come, over all calls of fit. */
export interface Progress {
  epoch: number;
  updates: number;
  step: number;
  rateScale: number;
  stopped: boolean;
  /** The loss and metrics of the epoch under way. */
  sums: RunningSums | null;
  /** Those of the latest fit, whose memory is part of the state. */
  callbacks: readonly Callback[];
  /** A state that the next fit is to go on from. */
  pending: TrainerState | null;
}

/** The loss and metrics of an epoch under way. */
export interface RunningSums {
  loss: number;
  examples: number;
  readonly metrics: readonly MetricState[];
}

export function newProgress(): Progress {
  return { epoch: 0, updates: 0, step: 0, rateScale: 1, stopped: false, sums: null, callbacks: [], pending: null };
}

/** Sums of no steps, or of those that a state has. */
export function beginSums(metrics: readonly Metric[], saved?: EpochSums): RunningSums {
  const sums = metrics.map((metric) => metric.begin());
  if (saved !== undefined && saved.metrics.length !== metrics.length) {
    throw new RangeError(
      `the state was taken with ${saved.metrics.length} metrics, there are ${metrics.length}; help: compile with ` +
        "the same metrics",
    );
  }
  saved?.metrics.forEach((numbers, i) => {
    if (numbers.length > 0) sums[i].load?.(numbers);
  });
  return { loss: saved?.loss ?? 0, examples: saved?.examples ?? 0, metrics: sums };
}

export function stateOf({ model, run }: Training, progress: Progress): TrainerState {
  const { epoch, updates, step, rateScale, stopped, sums, callbacks, pending } = progress;
  const memories = pending?.callbacks ?? memoriesOf(callbacks);
  const saved = pending?.sums ?? (sums === null || step === 0 ? undefined : savedSums(sums));
  return {
    epoch,
    updates,
    step,
    ...(saved === undefined ? {} : { sums: saved }),
    rateScale,
    ...(stopped ? { stopped } : {}),
    weights: model.flat.toArray(),
    slots: Object.fromEntries(Object.entries(run.slots).map(([name, slot]) => [name, slot.toArray()])),
    ...(Object.keys(memories).length === 0 ? {} : { callbacks: memories }),
  };
}

function savedSums({ loss, examples, metrics }: RunningSums): EpochSums {
  return { loss, examples, metrics: metrics.map((sum) => sum.save?.() ?? new Float64Array(0)) };
}

/** Throws, before anything is changed, for a state of another model or optimizer. */
export function restoreState(
  { model, trained, optimizer, run }: Training,
  progress: Progress,
  state: TrainerState,
): void {
  const { epoch, updates, step = 0, rateScale = 1, stopped = false, weights } = state;
  const slots = withPresentNames(optimizer.kind, state.slots);
  const names = Object.keys(run.slots);
  if (names.length !== Object.keys(slots).length || names.some((name) => !Object.hasOwn(slots, name))) {
    throw new TypeError(
      `${optimizer.kind} has the state variables ${list(names)}, but the saved state has ` +
        `${list(Object.keys(slots))}; help: compile with the optimizer that it was saved with`,
    );
  }
  if (weights.length !== model.parameterCount)
    throw new RangeError(`the model has ${model.parameterCount} parameters, the state is for ${weights.length}`);
  for (const values of Object.values(slots)) {
    if (values.length !== trained.size) {
      throw new RangeError(
        `the model has ${trained.size} parameters to train, the state is for ${values.length}; help: freeze the ` +
          "same weights before compile",
      );
    }
  }
  assign(model.flat, weights);
  for (const name of names) assign(run.slots[name], slots[name]);
  Object.assign(progress, { epoch, updates, step, rateScale, stopped, sums: null, pending: state });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** What callbacks remember, by their names; the second of a name gets a number. */
export function memoriesOf(callbacks: readonly Callback[]): Record<string, CallbackMemory> {
  return Object.fromEntries(named(callbacks).map(([name, memory]) => [name, memory.save()]));
}

/** Restores what a state has of callbacks; others begin anew. */
export function loadMemories(
  callbacks: readonly Callback[],
  saved: Readonly<Record<string, CallbackMemory>> = {},
): void {
  for (const [name, memory] of named(callbacks)) if (Object.hasOwn(saved, name)) memory.load(saved[name]);
}

function named(callbacks: readonly Callback[]): (readonly [string, NonNullable<Callback["memory"]>])[] {
  const seen = new Map<string, number>();
  return callbacks.flatMap(({ memory }) => {
    if (memory === undefined) return [];
    const count = (seen.get(memory.name) ?? 0) + 1;
    seen.set(memory.name, count);
    return [[count === 1 ? memory.name : `${memory.name}-${count}`, memory] as const];
  });
}
