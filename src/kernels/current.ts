import type { Backend, Storage } from "./backend.ts";
import { createReference } from "./reference.ts";
import type { Kernels } from "./signatures.ts";

/**
 * The backend in use, and its kernels. Ops read them at each call; the entry points of the package choose with `use`.
 */
export let backend: Backend = createReference("float32");
export let kernels: Kernels<Storage, Storage> = backend.kernels;

/**
 * Uses `chosen` from now on. Tensors made before stay with the backend that made them and cannot be mixed with new
 * ones.
 */
export function use(chosen: Backend): void {
  backend = chosen;
  kernels = chosen.kernels;
}
