import type { Backend } from "../kernels/backend.ts";
import { backend, use } from "../kernels/current.ts";

/** Which kernels compute, with which instructions, on how many threads: for reports. */
export function backendInUse(): Pick<Backend, "name" | "simd" | "threads"> {
  return backend;
}

/** Runs f, which is not asynchronous, with another backend; then the one before is in use again. */
export function withBackend<Result>(chosen: Backend, f: () => Result): Result {
  const before = backend;
  use(chosen);
  try {
    return f();
  } finally {
    use(before);
  }
}
