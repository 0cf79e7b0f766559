import type { ReferenceKernels } from "./types.ts";

export const additiveScores: ReferenceKernels["additiveScores"] = (args) => {
  const { q, k, score, y, batch, queryTime, keyTime, depth } = args;
  for (let row = 0; row < batch * queryTime; row++) {
    const first = Math.floor(row / queryTime) * keyTime;
    for (let j = 0; j < keyTime; j++) {
      let sum = 0;
      for (let d = 0; d < depth; d++) sum += score[d] * Math.tanh(q[row * depth + d] + k[(first + j) * depth + d]);
      y[row * keyTime + j] = sum;
    }
  }
};

export const additiveScoresGradient: ReferenceKernels["additiveScoresGradient"] = (args) => {
  const { q, k, score, dy, dq, dk, dScore, batch, queryTime, keyTime, depth } = args;
  const [queries, keys, scores] = [q, k, score].map(({ length }) => new Float64Array(length));
  for (let row = 0; row < batch * queryTime; row++) {
    const first = Math.floor(row / queryTime) * keyTime;
    for (let j = 0; j < keyTime; j++) {
      for (let d = 0; d < depth; d++) {
        const t = Math.tanh(q[row * depth + d] + k[(first + j) * depth + d]);
        const down = dy[row * keyTime + j] * score[d] * (1 - t * t);
        queries[row * depth + d] += down;
        keys[(first + j) * depth + d] += down;
        scores[d] += dy[row * keyTime + j] * t;
      }
    }
  }
  dq.set(queries);
  dk.set(keys);
  dScore.set(scores);
};
