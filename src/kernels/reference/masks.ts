import type { ReferenceKernels } from "./types.ts";

export const combineMasks: ReferenceKernels["combineMasks"] = ({ a, b, mask, either, size }) => {
  for (let i = 0; i < size; i++) {
    const [left, right] = [a[i] !== 0, b[i] !== 0];
    mask[i] = (either ? left || right : left && right) ? 1 : 0;
  }
};

export const joinMasks: ReferenceKernels["joinMasks"] = ({ a, b, mask, rows, aWidth, bWidth }) => {
  const width = aWidth + bWidth;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const kept = i < aWidth ? a?.[row * aWidth + i] : b?.[row * bWidth + i - aWidth];
      mask[row * width + i] = kept === 0 ? 0 : 1;
    }
  }
};

export const rowsDiffer: ReferenceKernels["rowsDiffer"] = ({ x, mask, value, rows, columns }) => {
  // In float32 the value is that of float32.
  const same = x instanceof Float32Array ? Math.fround(value) : value;
  for (let row = 0; row < rows; row++) {
    mask[row] = x.subarray(row * columns, (row + 1) * columns).some((each: number) => each !== same) ? 1 : 0;
  }
};

export const maskRows: ReferenceKernels["maskRows"] = ({ x, mask, y, value, rows, columns }) => {
  for (let i = 0; i < rows * columns; i++) y[i] = mask[Math.floor(i / columns)] === 0 ? value : x[i];
};

export const maximum: ReferenceKernels["maximum"] = ({ a, b, y, size }) => {
  for (let i = 0; i < size; i++) y[i] = isLarger(b[i], a[i]) ? b[i] : a[i];
};

export const maximumGradient: ReferenceKernels["maximumGradient"] = ({ a, b, dy, da, db, size }) => {
  for (let i = 0; i < size; i++) {
    const share = isLarger(a[i], b[i]) ? 1 : isLarger(b[i], a[i]) ? 0 : 0.5;
    da[i] = share * dy[i];
    db[i] = (1 - share) * dy[i];
  }
};

/**
 * Whether x is larger than the largest so far. A NaN is larger than all numbers, so that it comes through, and equal to
 * another.
 */
export function isLarger(x: number, most: number): boolean {
  return x > most || (Number.isNaN(x) && !Number.isNaN(most));
}
