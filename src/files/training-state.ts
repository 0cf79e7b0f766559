import { z } from "zod";
import type { TrainerState } from "../training/trainer.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const count = z.string().regex(/^\d+$/).transform(Number).pipe(z.int());
const metadataSchema = z.object({ format: z.literal("lookback-training-state"), epoch: count, updates: count });

/** A trainer's state as one safetensors file, to resume from later. */
export function encodeTrainingState({ epoch, updates, weights, slots }: TrainerState): Uint8Array {
  const entries = [
    ["weights", weights] as const,
    ...Object.entries(slots).map(([name, values]) => [`optimizer.${name}`, values] as const),
  ];
  const tensors = new Map(entries.map(([name, values]) => [name, { shape: [values.length], values }]));
  return encodeSafetensors(tensors, { format: "lookback-training-state", epoch: `${epoch}`, updates: `${updates}` });
}

/** Reads a state back. Errors begin with `file`, its name. */
export function decodeTrainingState(bytes: Uint8Array, file: string): TrainerState {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const parsed = metadataSchema.safeParse(metadata);
  const weights = tensors.get("weights");
  if (!parsed.success || weights === undefined)
    throw new Error(`${file} is not a state of training; help: give a file made from trainer.state()`);
  const { epoch, updates } = parsed.data;
  const slots: TrainerState["slots"] = Object.fromEntries(
    [...tensors].flatMap(([name, { values }]) =>
      name.startsWith("optimizer.") ? [[name.slice("optimizer.".length), values] as const] : [],
    ),
  );
  return { epoch, updates, weights: weights.values, slots };
}
