import type { ReferenceKernels } from "./types.ts";

export const gatherWindows: ReferenceKernels["gatherWindows"] = (args) => {
  const { table, rows, y, batch, steps, offset, stride, columns } = args;
  for (let b = 0; b < batch; b++) {
    for (let s = 0; s < steps; s++) {
      const row = rows[b] + offset + s * stride;
      for (let k = 0; k < columns; k++) y[(b * steps + s) * columns + k] = table[row * columns + k];
    }
  }
};

export const gatherTargets: ReferenceKernels["gatherTargets"] = (args) => {
  const { table, rows, horizons, targets, y, batch, horizonCount, targetCount, columns } = args;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < horizonCount; h++) {
      for (let k = 0; k < targetCount; k++) {
        y[(b * horizonCount + h) * targetCount + k] = table[(rows[b] + horizons[h]) * columns + targets[k]];
      }
    }
  }
};
