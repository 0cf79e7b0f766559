import type { ReferenceKernels } from "./types.ts";

export const fill: ReferenceKernels["fill"] = ({ y, value, size }) => {
  for (let i = 0; i < size; i++) y[i] = value;
};

export const copy: ReferenceKernels["copy"] = ({ x, y, size }) => {
  for (let i = 0; i < size; i++) y[i] = x[i];
};

export const add: ReferenceKernels["add"] = ({ a, b, y, size }) => {
  for (let i = 0; i < size; i++) y[i] = a[i] + b[i];
};

export const subtract: ReferenceKernels["subtract"] = ({ a, b, y, size }) => {
  for (let i = 0; i < size; i++) y[i] = a[i] - b[i];
};

export const multiply: ReferenceKernels["multiply"] = ({ a, b, y, size }) => {
  for (let i = 0; i < size; i++) y[i] = a[i] * b[i];
};

export const scale: ReferenceKernels["scale"] = ({ x, y, factor, offset, size }) => {
  for (let i = 0; i < size; i++) y[i] = factor * x[i] + offset;
};

export const clamp: ReferenceKernels["clamp"] = ({ x, y, low, high, size }) => {
  for (let i = 0; i < size; i++) y[i] = Math.min(Math.max(x[i], low), high);
};

export const addRow: ReferenceKernels["addRow"] = ({ x, row, y, rows, columns }) => {
  for (let i = 0; i < rows * columns; i++) y[i] = x[i] + row[i % columns];
};
