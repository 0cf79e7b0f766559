import { philox } from "../philox.ts";
import type { Kernels } from "../signatures.ts";
import type { Floats, ReferenceKernels } from "./types.ts";

type Arguments = Parameters<Kernels<Floats, Int32Array>["attentionWeights"]>[0];

export const attention: ReferenceKernels["attention"] = (args) => {
  const { v, y, logSumExp, batch, queryTime, keyTime, heads, keyHeads, valueDepth } = args;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const keyHead = Math.floor((h * keyHeads) / heads);
      for (let i = 0; i < queryTime; i++) {
        const { weights, logarithm } = softmaxOf(args, b, h, i);
        const factors = dropoutOf(args, b, h, i);
        const to = ((b * queryTime + i) * heads + h) * valueDepth;
        for (let d = 0; d < valueDepth; d++) {
          let sum = 0;
          for (let j = 0; j < keyTime; j++) {
            sum += weights[j] * factors[j] * v[((b * keyTime + j) * keyHeads + keyHead) * valueDepth + d];
          }
          y[to + d] = sum;
        }
        if (logSumExp !== null) logSumExp[(b * heads + h) * queryTime + i] = logarithm;
      }
    }
  }
};

/** The definition with the weights computed anew from q and k; logSumExp would give the same ones. */
export const attentionGradient: ReferenceKernels["attentionGradient"] = (args) => {
  const { q, k, v, dy, dq, dk, dv, batch, queryTime, keyTime, heads, keyHeads, depth, valueDepth, scale } = args;
  const [dKeys, dValues] = [new Float64Array(dk.length), new Float64Array(dv.length)];
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const keyHead = Math.floor((h * keyHeads) / heads);
      for (let i = 0; i < queryTime; i++) {
        const { weights } = softmaxOf(args, b, h, i);
        const factors = dropoutOf(args, b, h, i);
        const query = (b * queryTime + i) * heads + h;
        const key = (j: number): number => (b * keyTime + j) * keyHeads + keyHead;
        /** The gradient in each weight; its mean by the weights goes off, as in every softmax. */
        const gradients = weights.map((weight, j) => {
          let gradient = 0;
          for (let d = 0; d < valueDepth; d++) {
            dValues[key(j) * valueDepth + d] += weight * factors[j] * dy[query * valueDepth + d];
            gradient += dy[query * valueDepth + d] * v[key(j) * valueDepth + d];
          }
          return gradient * factors[j];
        });
        const mean = weights.reduce((sum, weight, j) => sum + weight * gradients[j], 0);
        const dScores = weights.map((weight, j) => weight * (gradients[j] - mean) * scale);
        for (let d = 0; d < depth; d++) {
          let sum = 0;
          dScores.forEach((gradient, j) => {
            sum += gradient * k[key(j) * depth + d];
            dKeys[key(j) * depth + d] += gradient * q[query * depth + d];
          });
          dq[query * depth + d] = sum;
        }
      }
    }
  }
  dk.set(dKeys);
  dv.set(dValues);
};

export const attentionWeights: ReferenceKernels["attentionWeights"] = (args) => {
  const { weights, batch, queryTime, keyTime, heads } = args;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let i = 0; i < queryTime; i++) {
        weights.set(softmaxOf(args, b, h, i).weights, ((b * heads + h) * queryTime + i) * keyTime);
      }
    }
  }
};

/**
 * The weight of each key for query i, and the logarithm of Σ e^score over the keys that it sees; zeros when it sees
 * none.
 */
function softmaxOf(
  args: Omit<Arguments, "weights">,
  b: number,
  h: number,
  i: number,
): { readonly weights: Float64Array; readonly logarithm: number } {
  const { q, k, keyMask, queryTime, keyTime, heads, keyHeads, depth, scale, offset, before, after } = args;
  const keyHead = Math.floor((h * keyHeads) / heads);
  const scores = Float64Array.from({ length: keyTime }, (_, j) => {
    const distance = j - (offset + i);
    const near = (before < 0 || distance >= -before) && (after < 0 || distance <= after);
    if (!near || keyMask?.[b * keyTime + j] === 0) return -Infinity;
    let score = 0;
    for (let d = 0; d < depth; d++) {
      score +=
        q[((b * queryTime + i) * heads + h) * depth + d] * k[((b * keyTime + j) * keyHeads + keyHead) * depth + d];
    }
    return score * scale;
  });
  const most = scores.reduce((a, score) => Math.max(a, score), -Infinity);
  if (most === -Infinity) return { weights: scores.fill(0), logarithm: 0 };
  const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
  return { weights: scores.map((score) => Math.exp(score - most) / total), logarithm: most + Math.log(total) };
}

/** What the weight of each key is multiplied by. */
function dropoutOf(
  args: Parameters<ReferenceKernels["attention"]>[0] | Parameters<ReferenceKernels["attentionGradient"]>[0],
  b: number,
  h: number,
  i: number,
): Float64Array {
  const { keyTime, heads, rate, seedLow, seedHigh } = args;
  const factors = new Float64Array(keyTime).fill(1);
  const dropped = Math.min(Math.round(rate * 2 ** 16), 2 ** 16 - 1);
  if (dropped === 0) return factors;
  for (let j = 0; j < keyTime; j += 8) {
    const words = philox({ low: seedLow, high: seedHigh }, [j / 8, i, b * heads + h, 0]);
    for (let n = 0; n < 8 && j + n < keyTime; n++) {
      const half = (words[n >> 1] >>> (16 * (n % 2))) & 0xffff;
      factors[j + n] = half >= dropped ? 1 / (1 - dropped / 2 ** 16) : 0;
    }
  }
  return factors;
}
