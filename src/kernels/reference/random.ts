import { philox } from "../philox.ts";
import type { ReferenceKernels } from "./types.ts";

export const dropoutMask: ReferenceKernels["dropoutMask"] = (given) => {
  const { y, size, rate, seedLow, seedHigh, stream, counter } = given;
  // Words may arrive as signed numbers; Philox wants 0 … 2³² − 1.
  const key = { low: seedLow >>> 0, high: seedHigh >>> 0 };
  for (let i = 0; i < size; i += 4) {
    const words = philox(key, [i / 4, counter >>> 0, stream >>> 0, 0]);
    for (let k = 0; k < 4 && i + k < size; k++) y[i + k] = words[k] >= rate * 2 ** 32 ? 1 / (1 - rate) : 0;
  }
};
