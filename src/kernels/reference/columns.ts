import type { ReferenceKernels } from "./types.ts";

export const copyColumns: ReferenceKernels["copyColumns"] = (args) => {
  const { x, y, rows, xStride, xOffset, yStride, yOffset, width } = args;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) y[row * yStride + yOffset + i] = x[row * xStride + xOffset + i];
  }
};

export const reverseTime: ReferenceKernels["reverseTime"] = ({ x, y, batch, time, width }) => {
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < time; t++) {
      for (let i = 0; i < width; i++) y[(b * time + t) * width + i] = x[(b * time + time - 1 - t) * width + i];
    }
  }
};
