import { scale } from "../../../ops/scale.ts";
import { keep, release } from "../../../tensor/memory.ts";
import { Tensor } from "../../../tensor/tensor.ts";
import type { States } from "./cell.ts";

/** What a stateful layer carries from one batch to the next. */
export interface CarriedStates {
  /**
   * The states that a batch with this number of examples begins with; null for zeros. Throws a TypeError when the last
   * batch had another size.
   */
  begin(batch: number): States | null;
  /** The states that a batch ended with. */
  end(states: States): void;
  reset(): void;
}

/**
 * States between batches, example by example: row b of a batch goes on where row b of the batch before ended. They are
 * constants: no gradient flows from one batch to the one before (truncated backpropagation through time, Williams &
 * Peng 1990).
 */
export function carriedStates(layer: string): CarriedStates {
  // They outlive every scope, so what a backward pass still needs is a copy that belongs to the step.
  let carried: States | null = null;
  const reset = (): void => {
    carried?.forEach(release);
    carried = null;
  };
  return {
    begin(batch) {
      const before = carried?.[0]?.shape[0] ?? batch;
      if (before !== batch) {
        throw new TypeError(
          `${layer}: a stateful layer goes on where each example of the batch before ended, so batches have one ` +
            `size: got ${batch} examples after ` +
            `${before}; help: leave out the remainder of the data, or resetStates() before batches of another size`,
        );
      }
      return carried?.map(copyOf) ?? null;
    },
    end(states) {
      const next = states.map((state) => keep(copyOf(state)));
      reset();
      carried = next;
    },
    reset,
  };
}

/** The same values in memory of their own, cut off from the tape. */
function copyOf({ storage, shape }: Tensor): Tensor {
  return scale(new Tensor(storage, shape), 1);
}
