import { fold, permutation, type RandomKey } from "../../tensor/random.ts";
import { planPairs, type PairLengths } from "./pair-batches.ts";

export interface PairSchedule {
  /** Batches in every pass. */
  readonly steps: number;
  /** The pairs of batch number `index`: rows of one shard. */
  find(index: number): { readonly shard: number; readonly rows: Int32Array };
}

/**
 * The batches of several shards: every pass goes through the shards in a new order, and through all batches of one before the next. Without a
 * key, every pass is the same.
 */
export function schedulePairs(
  shards: readonly PairLengths[],
  tokensPerBatch: number,
  key: RandomKey | null,
): PairSchedule {
  const plans = shards.map((lengths, i) => planPairs(lengths, tokensPerBatch, key === null ? null : fold(key, i)));
  const steps = plans.reduce((sum, plan) => sum + plan.steps, 0);
  // What takes long is kept: the next batch is mostly of the same pass, and of the same shard.
  const orderOf = latest((pass) =>
    key === null
      ? Int32Array.from(shards, (_, i) => i)
      : permutation(fold(fold(key, "order of shards"), pass), shards.length),
  );
  const batchesOf = latest((visit) => plans[visit % shards.length].pass(Math.floor(visit / shards.length)));
  return {
    steps,
    find(index) {
      const pass = Math.floor(index / steps);
      let step = index % steps;
      const shard =
        orderOf(pass).find((one) => {
          if (step < plans[one].steps) return true;
          step -= plans[one].steps;
          return false;
        }) ?? 0;
      return { shard, rows: batchesOf(pass * shards.length + shard)[step] };
    },
  };
}

/** A function that remembers its latest result. */
export function latest<Value>(make: (key: number) => Value): (key: number) => Value {
  let kept: { readonly key: number; readonly value: Value } | undefined;
  return (key) => {
    if (kept?.key !== key) kept = { key, value: make(key) };
    return kept.value;
  };
}
