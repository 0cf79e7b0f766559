import type { Backend, DType, Memory, Storage } from "../kernels/backend.ts";
import { backend } from "../kernels/current.ts";
import { mostElements } from "../kernels/lengths/rule.ts";

interface Scope {
  readonly outer: Scope | undefined;
  /** What was allocated since the scope opened and will be released when it closes, with the backend that owns it. */
  readonly storages: Map<Storage, Backend>;
}

/** Something that lives in a storage; tensors do. */
interface Stored {
  readonly storage: Storage;
}

let current: Scope | undefined;

/** The list that allocated storages are added to, while there is one. */
let listed: Storage[] | undefined;

/** For a storage that shares memory, the one that was allocated. */
const parents = new WeakMap<Storage, Storage>();

/**
 * New memory of the backend in use; it belongs to the innermost open scope. Throws a RangeError that names the size
 * when it is not one, or when there is not so much memory.
 */
export function allocate(dtype: DType, length: number): Storage {
  const storage = newMemory(dtype, length);
  current?.storages.set(storage, backend);
  listed?.push(storage);
  return storage;
}

function newMemory(dtype: DType, length: number): Storage {
  if (!Number.isSafeInteger(length) || length < 0 || length > mostElements) {
    throw new RangeError(`memory is for 0 to ${mostElements} elements, got ${length}`);
  }
  try {
    return backend.allocate(dtype, length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const megabytes = Math.ceil((length * (dtype === "float64" ? 8 : 4)) / 2 ** 20);
    throw new RangeError(`no memory for ${length} elements of ${dtype}, ${megabytes} MB: ${error.message}`, {
      cause: error,
    });
  }
}

/** Runs f and lists every storage that it allocates, in order, also those that are released before f ends. */
export function listing<Result>(list: Storage[], f: () => Result): Result {
  const outer = listed;
  listed = list;
  try {
    return f();
  } finally {
    listed = outer;
  }
}

/** A part of a storage that shares its memory: whoever keeps or releases one keeps or releases both. */
export function view(storage: Storage, offset: number, length: number): Storage {
  const part = storage.owner.view(storage, offset, length);
  parents.set(part, parentOf(storage));
  return part;
}

/** The storage that was allocated, of which this one is all or a part. */
export function parentOf(storage: Storage): Storage {
  return parents.get(storage) ?? storage;
}

/** Releases a whole storage if an open scope still holds it; what was kept, or released before, is left alone. */
export function releaseStorage(storage: Storage): void {
  for (let open = current; open !== undefined; open = open.outer) {
    const owner = open.storages.get(storage);
    if (owner === undefined) continue;
    open.storages.delete(storage);
    owner.release(storage);
    return;
  }
}

/** Whether a whole storage belongs to the innermost open scope. */
export function isMine(storage: Storage): boolean {
  return current?.storages.has(storage) ?? false;
}

/**
 * Runs f, then releases the memory of every tensor made in it, except of those that f returns (alone, or anywhere in
 * arrays and plain objects) and those passed to keep. Scopes nest. f must be synchronous.
 *
 *   const loss = scope(() => meanSquaredError(model.call(x), y).toArray()[0]);
 */
export function scope<Result>(f: () => Result): Result {
  const outer = current;
  const mine: Scope = { outer, storages: new Map() };
  current = mine;
  try {
    const result = f();
    if (result instanceof Promise) {
      throw new TypeError(
        "scope(f) got an asynchronous f; help: await before or after the scope, and read() tensors it returns",
      );
    }
    for (const used of storagesIn(result)) {
      const storage = parentOf(used);
      const owner = mine.storages.get(storage);
      if (owner === undefined) continue;
      mine.storages.delete(storage);
      outer?.storages.set(storage, owner);
    }
    return result;
  } finally {
    current = outer;
    for (const [storage, owner] of mine.storages) owner.release(storage);
  }
}

/** Takes a tensor out of the innermost scope, so that it outlives it. Returns the same tensor. */
export function keep<Kept extends Stored>(tensor: Kept): Kept {
  current?.storages.delete(parentOf(tensor.storage));
  return tensor;
}

/**
 * Gives one tensor's memory back before its scope ends. Later use of it, and of tensors that share its memory, throws.
 */
export function release(tensor: Stored): void {
  const storage = parentOf(tensor.storage);
  let owner: Memory = backend.owns(storage) ? backend : storage.owner;
  for (let open = current; open !== undefined; open = open.outer) {
    owner = open.storages.get(storage) ?? owner;
    open.storages.delete(storage);
  }
  owner.release(storage);
}

/**
 * Releases what the innermost scope holds of `old` and `next` does not use, alone or anywhere in arrays and plain
 * objects: for loops that carry something from turn to turn. What was made before that scope opened stays. Returns
 * next.
 */
export function replace<Next>(old: unknown, next: Next): Next {
  if (current === undefined) return next;
  const used = new Set(Array.from(storagesIn(next), parentOf));
  for (const part of storagesIn(old)) {
    const storage = parentOf(part);
    const owner = used.has(storage) ? undefined : current.storages.get(storage);
    if (owner === undefined) continue;
    current.storages.delete(storage);
    owner.release(storage);
  }
  return next;
}

function* storagesIn(value: unknown): Generator<Storage> {
  if (typeof value !== "object" || value === null) return;
  if (isStored(value)) yield value.storage;
  else if (Array.isArray(value)) for (const item of value) yield* storagesIn(item);
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) yield* storagesIn(item);
  }
}

function isStored(value: object): value is Stored {
  return "storage" in value && "shape" in value;
}
