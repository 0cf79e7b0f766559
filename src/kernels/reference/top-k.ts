import { isLarger } from "./masks.ts";
import type { ReferenceKernels } from "./types.ts";

export const topK: ReferenceKernels["topK"] = ({ x, values, indices, rows, columns, k }) => {
  for (let row = 0; row < rows; row++) {
    const numbers = Array.from(x.subarray(row * columns, (row + 1) * columns));
    const ranked = numbers.map((value, index) => ({ value, index }));
    // Not a − b: the difference of infinities is not a number. Sorting keeps the order of equals.
    ranked.sort((a, b) => (isLarger(a.value, b.value) ? -1 : isLarger(b.value, a.value) ? 1 : 0));
    const most = ranked[0].value;
    const logSum = Math.log(numbers.reduce((sum, value) => sum + Math.exp(value - most), 0));
    ranked.slice(0, k).forEach(({ value, index }, i) => {
      values[row * k + i] = value - most - logSum;
      indices[row * k + i] = index;
    });
  }
};
