import { kernels } from "../kernels/current.ts";
import { empty, type Tensor } from "./tensor.ts";

/** Index of the first value that is NaN or infinite, or −1. */
export function firstNonFinite(x: Tensor): number {
  if (x.dtype === "int32") return -1;
  const position = empty([1], "int32");
  kernels.findNonFinite({ x: x.storage, position: position.storage, size: x.size });
  return position.toArray()[0];
}
