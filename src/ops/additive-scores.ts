import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkShape, lengths } from "./shared/checks.ts";

/**
 * How well each key fits each query by additive attention (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.2): e_ij
 * = v · tanh(q_i + k_j). q [batch, queryTime, depth], k [batch, keyTime, depth], v [depth] → [batch, queryTime,
 * keyTime]. The sums of queries and keys never exist as a whole.
 *
 * With t = tanh(q_i + k_j), both q_i and k_j have the gradient de_ij · v ∘ (1 − t²), and v has de_ij · t.
 */
export function additiveScores(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const [batch, queryTime, depth] = lengths("additiveScores: q", q, "batch", "queryTime", "depth");
  const [, keyTime] = lengths("additiveScores: k", k, "batch", "keyTime", "depth");
  checkShape("additiveScores: k", k, [batch, keyTime, depth]);
  checkShape("additiveScores: v", v, [depth]);
  const kernelArguments = { q: q.storage, k: k.storage, score: v.storage, batch, queryTime, keyTime, depth };
  const y = empty([batch, queryTime, keyTime]);
  kernels.additiveScores({ ...kernelArguments, y: y.storage });
  return record(y, [q, k, v], (dy) => {
    const [dq, dk, dv] = [empty(q.shape), empty(k.shape), empty(v.shape)];
    kernels.additiveScoresGradient({
      ...kernelArguments,
      dy: dy.storage,
      dq: dq.storage,
      dk: dk.storage,
      dScore: dv.storage,
    });
    return [dq, dk, dv];
  });
}
