import type { ReferenceKernels } from "./types.ts";

export const additiveAttention: ReferenceKernels["additiveAttention"] = (args) => {
  const { q, keys, values, score, keyMask, sourceIndices, y, weights, rows, keyTime, depth, valueDepth } = args;
  for (let row = 0; row < rows; row++) {
    const first = (sourceIndices === null ? row : sourceIndices[row]) * keyTime;
    const fits = Array.from({ length: keyTime }, (_, j) => {
      if (keyMask !== null && keyMask[first + j] === 0) return -Infinity;
      let fit = 0;
      for (let d = 0; d < depth; d++) fit += score[d] * Math.tanh(q[row * depth + d] + keys[(first + j) * depth + d]);
      return fit;
    });
    const most = Math.max(...fits);
    const powers = fits.map((fit) => (fit === -Infinity ? 0 : Math.exp(fit - most)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const own = powers.map((power) => (total === 0 ? 0 : power / total));
    weights.set(own, row * keyTime);
    if (y === null) continue;
    for (let d = 0; d < valueDepth; d++) {
      y[row * valueDepth + d] = own.reduce(
        (sum, w, j) => (w === 0 ? sum : sum + w * values[(first + j) * valueDepth + d]),
        0,
      );
    }
  }
};

export const additiveAttentionGradient: ReferenceKernels["additiveAttentionGradient"] = (args) => {
  const { q, keys, values, score, weights, dy, dq, dKeys, dValues, dScore } = args;
  const { rows, keyTime, depth, valueDepth } = args;
  dq.fill(0, 0, rows * depth);
  const scoreGradient = new Float64Array(depth);
  for (let row = 0; row < rows; row++) {
    const first = row * keyTime;
    const own = Array.from(weights.subarray(first, first + keyTime));
    const fits = own.map((w, j) => {
      let fit = 0;
      if (w !== 0)
        for (let d = 0; d < valueDepth; d++) fit += dy[row * valueDepth + d] * values[(first + j) * valueDepth + d];
      return fit;
    });
    const mean = own.reduce((sum, w, j) => sum + w * fits[j], 0);
    const queryGradient = new Float64Array(depth);
    own.forEach((w, j) => {
      for (let d = 0; d < valueDepth; d++) dValues[(first + j) * valueDepth + d] = w * dy[row * valueDepth + d];
      const pull = w * (fits[j] - mean);
      for (let d = 0; d < depth; d++) {
        const t = Math.tanh(q[row * depth + d] + keys[(first + j) * depth + d]);
        const down = pull === 0 ? 0 : pull * score[d] * (1 - t * t);
        dKeys[(first + j) * depth + d] = down;
        queryGradient[d] += down;
        scoreGradient[d] += pull === 0 ? 0 : pull * t;
      }
    });
    dq.set(queryGradient, row * depth);
  }
  dScore.set(scoreGradient);
};
