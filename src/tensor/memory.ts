import type { DType, Storage } from "../kernels/backend.ts";
import { backend } from "../kernels/current.ts";

/** What was allocated since a scope opened and will be given back when it closes, with the backend that owns it. */
type Scope = Map<Storage, typeof backend>;

/** Something that lives in a storage; tensors do. */
interface Stored {
  readonly storage: Storage;
}

let current: Scope | undefined;

/** New memory of the backend in use; it belongs to the innermost open scope. */
export function allocate(dtype: DType, length: number): Storage {
  const storage = backend.allocate(dtype, length);
  current?.set(storage, backend);
  return storage;
}

/**
 * Runs f, then gives back the memory of every tensor made in it, except of those that f returns (alone, or anywhere in arrays and plain
 * objects) and those passed to keep. Scopes nest. f must be synchronous.
 *
 *   const loss = scope(() => meanSquaredError(model.call(x), y).toArray()[0]);
 */
export function scope<Result>(f: () => Result): Result {
  const outer = current;
  const mine: Scope = new Map();
  current = mine;
  try {
    const result = f();
    if (result instanceof Promise) {
      throw new TypeError("scope(f) got an asynchronous f; help: await before or after the scope, and read() tensors it returns");
    }
    for (const storage of storagesIn(result)) {
      const owner = mine.get(storage);
      if (owner === undefined) continue;
      mine.delete(storage);
      outer?.set(storage, owner);
    }
    return result;
  } finally {
    current = outer;
    for (const [storage, owner] of mine) owner.release(storage);
  }
}

/** Takes a tensor out of the innermost scope, so that it outlives it. Returns the same tensor. */
export function keep<Kept extends Stored>(tensor: Kept): Kept {
  current?.delete(tensor.storage);
  return tensor;
}

/** Gives one tensor's memory back before its scope ends. Its later use throws. */
export function release(tensor: Stored): void {
  current?.delete(tensor.storage);
  backend.release(tensor.storage);
}

function* storagesIn(value: unknown): Generator<Storage> {
  if (typeof value !== "object" || value === null) return;
  if (isStored(value)) yield value.storage;
  else if (Array.isArray(value)) for (const item of value) yield* storagesIn(item);
  else if (Object.getPrototypeOf(value) === Object.prototype) for (const item of Object.values(value)) yield* storagesIn(item);
}

function isStored(value: object): value is Stored {
  return "storage" in value && "shape" in value;
}
