import type { Storage } from "../kernels/backend.ts";
import { backend, kernels } from "../kernels/current.ts";
import { releaseStorage, isMine, parentOf } from "./memory.ts";
import { empty, type Tensor } from "./tensor.ts";

/** The gradient of a loss in a tensor. */
export interface Gradient {
  readonly of: Tensor;
  readonly gradient: Tensor;
}

/**
 * The gradients that are known in the backward pass, summed over all uses of a tensor. Their memory is released with
 * the last of them that uses it.
 */
export interface Gradients {
  of(tensor: Tensor): Tensor | undefined;
  /** Adds what one step found. A gradient may be that of several tensors, and may share its memory with others. */
  add(parts: readonly Gradient[]): void;
  /** Drops the gradient of a tensor, unless it was requested. */
  drop(tensor: Tensor): void;
  /** Releases memory of the forward pass, at once or when the last gradient that lies in it is dropped. */
  releaseWhenUnused(storage: Storage): void;
}

/**
 * No gradients yet. Those of targets are never dropped. Only memory of the innermost scope, or that releaseWhenUnused
 * names, is released.
 */
export function createGradients(targets: readonly Tensor[]): Gradients {
  const total = new Map<Tensor, Tensor>();
  const lasting = new Set(targets);
  /** How many gradients lie in a storage. */
  const uses = new Map<Storage, number>();
  /** Sums made here, which nothing else refers to. */
  const sums = new Set<Tensor>();
  const due = new Set<Storage>();

  function put(tensor: Tensor, gradient: Tensor): void {
    const storage = parentOf(gradient.storage);
    total.set(tensor, gradient);
    uses.set(storage, (uses.get(storage) ?? 0) + 1);
  }

  /** Takes a gradient out; its memory is left to releaseUnused. */
  function take(tensor: Tensor, gradient: Tensor): Storage {
    const storage = parentOf(gradient.storage);
    const left = (uses.get(storage) ?? 0) - 1;
    if (left > 0) uses.set(storage, left);
    else uses.delete(storage);
    total.delete(tensor);
    sums.delete(gradient);
    return storage;
  }

  function releaseUnused(storage: Storage): void {
    if (!uses.has(storage) && (isMine(storage) || due.delete(storage))) releaseStorage(storage);
  }

  return {
    of: (tensor) => total.get(tensor),
    add(parts) {
      const touched = new Set<Storage>();
      for (const { of: tensor, gradient } of parts) {
        touched.add(parentOf(gradient.storage));
        const sum = total.get(tensor);
        if (sum === undefined) put(tensor, gradient);
        else if (sums.has(sum)) addTo(sum, sum, gradient);
        else {
          const next = empty(sum.shape, backend.floatType);
          addTo(next, sum, gradient);
          touched.add(take(tensor, sum));
          put(tensor, next);
          sums.add(next);
        }
      }
      // Only now: what was found may lie in memory that another of them uses.
      touched.forEach(releaseUnused);
    },
    drop(tensor) {
      const gradient = total.get(tensor);
      if (gradient !== undefined && !lasting.has(tensor)) releaseUnused(take(tensor, gradient));
    },
    releaseWhenUnused(storage) {
      if (uses.has(storage)) due.add(storage);
      else releaseStorage(storage);
    },
  };
}

/** y = a + b, where y may be a. */
function addTo(y: Tensor, a: Tensor, b: Tensor): void {
  kernels.add({ a: a.storage, b: b.storage, y: y.storage, size: y.size });
}
