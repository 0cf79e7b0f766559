import { fold, permutation, type RandomKey } from "../../tensor/random.ts";
import { batchCount, pairBatches, type PairLengths } from "./pair-batches.ts";

export interface PairSchedule {
  /** Batches in every pass. */
  readonly steps: number;
  /** The pairs of batch number `index`: rows of one shard. */
  find(index: number): { readonly shard: number; readonly rows: Int32Array };
}

/**
 * The batches of `shards` parts of a corpus, whose lengths are asked for when they are needed: every pass goes through
 * the shards in a new order, and through all batches of one before the next. Without a key, every pass is the same.
 */
export function schedulePairs(
  shards: number,
  lengthsOf: (shard: number) => PairLengths,
  tokensPerBatch: number,
  key: RandomKey | null,
): PairSchedule {
  const counts = Array.from({ length: shards }, (_, i) => batchCount(lengthsOf(i), tokensPerBatch, key !== null));
  const steps = counts.reduce((sum, count) => sum + count, 0);
  // What takes long is kept: the next batch is mostly of the same pass, and of the same shard.
  const orderOf = latest((pass) =>
    key === null
      ? Int32Array.from({ length: shards }, (_, i) => i)
      : permutation(fold(fold(key, "order of shards"), pass), shards),
  );
  const batchesOf = latest((visit) => {
    const shard = visit % shards;
    const own = key === null ? null : fold(fold(key, shard), Math.floor(visit / shards));
    return pairBatches(lengthsOf(shard), tokensPerBatch, own);
  });
  return {
    steps,
    find(index) {
      const pass = Math.floor(index / steps);
      let step = index % steps;
      const shard =
        orderOf(pass).find((one) => {
          if (step < counts[one]) return true;
          step -= counts[one];
          return false;
        }) ?? 0;
      return { shard, rows: batchesOf(pass * shards + shard)[step] };
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
