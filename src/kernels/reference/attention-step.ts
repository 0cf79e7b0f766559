import type { ReferenceKernels } from "./types.ts";

export const attentionStep: ReferenceKernels["attentionStep"] = (args) => {
  const { q, k, v, keyRows, y, rows, keyTime, capacity, heads, depth, valueDepth, scale } = args;
  for (let r = 0; r < rows; r++) {
    const seen = Array.from({ length: keyTime }, (_, j) => ({ j, row: keyRows[r * keyTime + j] - 1 })).filter(
      ({ row }) => row >= 0,
    );
    for (let h = 0; h < heads; h++) {
      const at = ({ j, row }: (typeof seen)[number]): number => (row * capacity + j) * heads + h;
      const scores = seen.map((place) => {
        let score = 0;
        for (let d = 0; d < depth; d++) score += q[(r * heads + h) * depth + d] * k[at(place) * depth + d];
        return scale * score;
      });
      const most = scores.reduce((a, score) => Math.max(a, score), -Infinity);
      const weights = scores.map((score) => Math.exp(score - most));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let d = 0; d < valueDepth; d++) {
        const sum = seen.reduce((partial, place, n) => partial + weights[n] * v[at(place) * valueDepth + d], 0);
        y[(r * heads + h) * valueDepth + d] = seen.length === 0 ? 0 : sum / total;
      }
    }
  }
};
