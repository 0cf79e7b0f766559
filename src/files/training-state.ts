import { z } from "zod";
import type { TypedArray } from "../kernels/backend.ts";
import type { EpochSums, TrainerState } from "../training/trainer-state.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

const count = z.string().regex(/^\d+$/).transform(Number).pipe(z.int());

/** Files of version 0.1.0 end with `updates`: what comes after may be missing. */
const metadataSchema = z.object({
  format: z.literal("lookback-training-state"),
  epoch: count,
  updates: count,
  step: count.optional(),
  rateScale: z.string().transform(Number).pipe(z.number()).optional(),
  stopped: z.literal("true").optional(),
});

/** A trainer's state as one safetensors file, to resume from later. */
export function encodeTrainingState(state: TrainerState): Uint8Array {
  const { epoch, updates, step = 0, rateScale = 1, stopped = false, weights, slots, sums, callbacks = {} } = state;
  const entries: readonly (readonly [string, TypedArray])[] = [
    ["weights", weights],
    ...named("optimizer", slots),
    ...(sums === undefined ? [] : sumsOf(sums)),
    ...Object.entries(callbacks).flatMap(([name, memory]) => named(`callbacks.${encodeURIComponent(name)}`, memory)),
  ];
  const tensors = new Map<string, StoredTensor>(
    entries.map(([name, values]) => [name, { shape: [values.length], values }]),
  );
  return encodeSafetensors(tensors, {
    format: "lookback-training-state",
    epoch: `${epoch}`,
    updates: `${updates}`,
    step: `${step}`,
    rateScale: `${rateScale}`,
    ...(stopped ? { stopped: "true" } : {}),
  });
}

function named(prefix: string, arrays: Readonly<Record<string, TypedArray>>): (readonly [string, TypedArray])[] {
  return Object.entries(arrays).map(([name, values]) => [`${prefix}.${name}`, values] as const);
}

function sumsOf({ loss, examples, metrics }: EpochSums): (readonly [string, TypedArray])[] {
  return [
    ["sums.loss", Float64Array.of(loss, examples)],
    ...metrics.map((values, i) => [`sums.metrics.${i}`, values] as const),
  ];
}

/** Reads a state back. Errors begin with `file`, its name. */
export function decodeTrainingState(bytes: Uint8Array, file: string): TrainerState {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const parsed = metadataSchema.safeParse(metadata);
  const weights = tensors.get("weights");
  if (!parsed.success || weights === undefined)
    throw new Error(`${file} is not a state of training; help: give a file made from trainer.state()`);
  const { epoch, updates, step, rateScale, stopped } = parsed.data;
  const sums = sumsIn(tensors);
  const callbacks = callbacksIn(tensors);
  return {
    epoch,
    updates,
    ...(step === undefined ? {} : { step }),
    ...(sums === null ? {} : { sums }),
    ...(rateScale === undefined ? {} : { rateScale }),
    ...(stopped === undefined ? {} : { stopped: true }),
    weights: weights.values,
    slots: Object.fromEntries(startingWith(tensors, "optimizer.")),
    ...(Object.keys(callbacks).length === 0 ? {} : { callbacks }),
  };
}

type Tensors = ReadonlyMap<string, StoredTensor>;

/** The tensors whose names begin with a prefix, by the rest of their names. */
function startingWith(tensors: Tensors, prefix: string): (readonly [string, TypedArray])[] {
  return [...tensors].flatMap(([name, { values }]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), values] as const] : [],
  );
}

function sumsIn(tensors: Tensors): EpochSums | null {
  const total = tensors.get("sums.loss")?.values;
  if (total === undefined) return null;
  const metrics = startingWith(tensors, "sums.metrics.")
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, values]) => Float64Array.from(values));
  return { loss: total[0], examples: total[1], metrics };
}

function callbacksIn(tensors: Tensors): Record<string, Record<string, TypedArray>> {
  const callbacks: Record<string, Record<string, TypedArray>> = {};
  for (const [name, values] of startingWith(tensors, "callbacks.")) {
    const dot = name.indexOf(".");
    (callbacks[decodeURIComponent(name.slice(0, dot))] ??= {})[name.slice(dot + 1)] = values;
  }
  return callbacks;
}
