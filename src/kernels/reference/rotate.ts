import type { ReferenceKernels } from "./types.ts";

export const rotate: ReferenceKernels["rotate"] = (args) => {
  const { x, cosine, sine, y, batch, time, heads, depth, neighbours, back } = args;
  const half = depth / 2;
  for (let row = 0; row < batch * time * heads; row++) {
    const step = Math.floor(row / heads) % time;
    for (let i = 0; i < half; i++) {
      const first = row * depth + (neighbours ? 2 * i : i);
      const second = first + (neighbours ? 1 : half);
      const [c, s] = [cosine[step * half + i], sine[step * half + i] * (back ? -1 : 1)];
      y[first] = x[first] * c - x[second] * s;
      y[second] = x[second] * c + x[first] * s;
    }
  }
};
