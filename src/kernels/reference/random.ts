import { philox } from "../philox.ts";
import type { ReferenceKernels } from "./types.ts";

export const dropoutMask: ReferenceKernels["dropoutMask"] = (args) => {
  const { y, size, rate, seedLow, seedHigh, stream, counter } = args;
  const key = { low: seedLow, high: seedHigh };
  for (let i = 0; i < size; i += 4) {
    const words = philox(key, [i / 4, counter, stream, 0]);
    for (let k = 0; k < 4 && i + k < size; k++) y[i + k] = words[k] >= rate * 2 ** 32 ? 1 / (1 - rate) : 0;
  }
};
