import type { ReferenceKernels } from "./types.ts";

export const topLogProbabilities: ReferenceKernels["topLogProbabilities"] = ({
  x,
  values,
  positions,
  rows,
  columns,
  count,
}) => {
  for (let row = 0; row < rows; row++) {
    const numbers = Array.from(x.subarray(row * columns, (row + 1) * columns), Number);
    // A stable order: of equals the first stays first.
    const order = [...numbers.keys()]
      .filter((i) => !Number.isNaN(numbers[i]))
      .toSorted((a, b) => (numbers[a] === numbers[b] ? a - b : numbers[b] - numbers[a]));
    const most = numbers[order[0]];
    const total = order.reduce((sum, i) => sum + Math.exp(numbers[i] - most), 0);
    for (let k = 0; k < count; k++) {
      const i = order[k];
      values[row * count + k] = i === undefined ? -Infinity : numbers[i] - most - Math.log(total);
      positions[row * count + k] = i ?? 0;
    }
  }
};
