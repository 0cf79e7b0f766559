import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkInts, checkNotDifferentiated, checkShape, lengths } from "./shared/checks.ts";

export interface AdditiveAttentionInputs {
  /** q [rows, depth] */
  readonly query: Tensor;
  /** k [sources, keyTime, depth] */
  readonly keys: Tensor;
  /** [sources, keyTime, valueDepth] */
  readonly values: Tensor;
  /** v [depth] */
  readonly score: Tensor;
}

export interface AdditiveAttentionOptions {
  /** int32 [sources, keyTime], 1 = key counts, 0 = nobody sees it. Null, the default, counts all. */
  readonly keyMask?: Tensor | null;
  /**
   * int32 [rows], the source whose keys a row sees, for rows that share them; no gradient flows then. Null, the
   * default: row r sees source r.
   */
  readonly sourceIndices?: Tensor | null;
}

/**
 * Additive attention of one query for each row (Bahdanau et al. 2015, arXiv:1409.0473, appendix A.1.2)
 *
 *   e_j = v · tanh(q + k_j)     y = Σ softmax(e)_j · value_j     over the keys that count
 *
 * → [rows, valueDepth]. Queries and keys come with their products W·s and U·h done. A row that sees no key gives zeros.
 * With the weights α = softmax(e): gradients in e are α_j (dy·value_j − dy·y), from there through tanh to q, k and v;
 * that in value_j is α_j · dy.
 */
export function additiveAttention(inputs: AdditiveAttentionInputs, options: AdditiveAttentionOptions = {}): Tensor {
  checkOptions("additiveAttention", options, { keyMask: true, sourceIndices: true });
  const { query, keys, values, score } = inputs;
  const { sourceIndices = null } = options;
  const kernelArguments = additiveArguments("additiveAttention", inputs, options);
  const { rows, keyTime, valueDepth } = kernelArguments;
  if (sourceIndices !== null) {
    for (const [name, x] of Object.entries(inputs))
      checkNotDifferentiated(`additiveAttention with sourceIndices: ${name}`, x);
  }
  const [y, weights] = [empty([rows, valueDepth]), empty([rows, keyTime])];
  kernels.additiveAttention({ ...kernelArguments, y: y.storage, weights: weights.storage });
  return record(y, [query, keys, values, score], (dy) => {
    const gradients = [query, keys, values, score].map((x) => empty(x.shape));
    const [dq, dKeys, dValues, dScore] = gradients;
    const { keyMask: _, sourceIndices: __, ...read } = kernelArguments;
    kernels.additiveAttentionGradient({
      ...read,
      weights: weights.storage,
      dy: dy.storage,
      dq: dq.storage,
      dKeys: dKeys.storage,
      dValues: dValues.storage,
      dScore: dScore.storage,
    });
    return [dq, dKeys, dValues, dScore];
  });
}

/**
 * How much each row looks at each key, for drawing: [rows, keyTime]. Rows sum to 1, or are zeros when a row sees no
 * key. Not differentiable.
 */
export function additiveAttentionWeights(
  inputs: AdditiveAttentionInputs,
  options: AdditiveAttentionOptions = {},
): Tensor {
  checkOptions("additiveAttentionWeights", options, { keyMask: true, sourceIndices: true });
  for (const [name, x] of Object.entries(inputs)) checkNotDifferentiated(`additiveAttentionWeights: ${name}`, x);
  const kernelArguments = additiveArguments("additiveAttentionWeights", inputs, options);
  const weights = empty([kernelArguments.rows, kernelArguments.keyTime]);
  kernels.additiveAttention({ ...kernelArguments, y: null, weights: weights.storage });
  return weights;
}

/** Checks shapes, and turns inputs and options into what the kernels read. */
function additiveArguments(
  op: string,
  { query, keys, values, score }: AdditiveAttentionInputs,
  { keyMask = null, sourceIndices = null }: AdditiveAttentionOptions,
): Omit<Parameters<typeof kernels.additiveAttention>[0], "y" | "weights"> {
  const [rows, depth] = lengths(`${op}: query`, query, "rows", "depth");
  const [sources, keyTime] = lengths(`${op}: keys`, keys, "sources", "keyTime", "depth");
  const [, , valueDepth] = lengths(`${op}: values`, values, "sources", "keyTime", "valueDepth");
  if (sourceIndices === null) checkShape(`${op}: keys`, keys, [rows, keyTime, depth]);
  else checkSourceIndices(op, sourceIndices, rows, sources);
  checkShape(`${op}: keys`, keys, [sources, keyTime, depth]);
  checkShape(`${op}: values`, values, [sources, keyTime, valueDepth]);
  checkShape(`${op}: score`, score, [depth]);
  for (const [name, length] of Object.entries({ rows, keyTime, depth, valueDepth }))
    checkCount(`${op}: ${name}`, length);
  if (keyMask !== null) {
    checkInts(`${op}: keyMask`, keyMask);
    checkShape(`${op}: keyMask`, keyMask, [sources, keyTime]);
  }
  return {
    q: query.storage,
    keys: keys.storage,
    values: values.storage,
    score: score.storage,
    keyMask: keyMask?.storage ?? null,
    sourceIndices: sourceIndices?.storage ?? null,
    rows,
    keyTime,
    depth,
    valueDepth,
  };
}

function checkSourceIndices(op: string, sourceIndices: Tensor, rows: number, sources: number): void {
  checkInts(`${op}: sourceIndices`, sourceIndices);
  checkShape(`${op}: sourceIndices`, sourceIndices, [rows]);
  const wrong = sourceIndices.toArray().findIndex((source) => source < 0 || source >= sources);
  if (wrong === -1) return;
  throw new RangeError(
    `${op}: sourceIndices must be 0 to ${sources - 1}, got ${sourceIndices.toArray()[wrong]} for row ${wrong}`,
  );
}
