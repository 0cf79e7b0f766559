import { needs, needsInt32, needsSome, needsWithin, rowsOf, type Call, type Given, type Rules } from "./rule.ts";

type Bounded = Pick<
  Given<"attentionWeights">,
  "batch" | "queryTime" | "keyTime" | "heads" | "keyHeads" | "depth" | "offset" | "before" | "after"
>;

/** The lengths that all kernels of attention share. */
function attended(args: Bounded, call: Call) {
  const { batch, queryTime, keyTime, heads, keyHeads, depth } = args;
  needsSome(call, "batch", batch);
  needsSome(call, "queryTime", queryTime);
  needsSome(call, "keyTime", keyTime);
  needsSome(call, "depth", depth);
  needs(call, keyHeads >= 1 && heads >= 1 && heads % keyHeads === 0, "keyHeads", "a divisor of heads", keyHeads);
  needsBounds(args, call);
  return {
    q: batch * queryTime * heads * depth,
    k: batch * keyTime * keyHeads * depth,
    keyMask: batch * keyTime,
  };
}

/** Positions of queries and keys, and their differences, are int32. */
function needsBounds(
  { offset, queryTime, keyTime, before, after }: Pick<Bounded, "offset" | "queryTime" | "keyTime" | "before" | "after">,
  call: Call,
): void {
  needsInt32(call, "offset + queryTime + keyTime", offset + queryTime + keyTime);
  needsInt32(call, "before + offset + queryTime + keyTime", before + offset + queryTime + keyTime);
  needsInt32(call, "after + offset + queryTime + keyTime", after + offset + queryTime + keyTime);
}

function weighted(args: Bounded & { readonly valueDepth: number }, call: Call) {
  const { batch, queryTime, keyTime, heads, keyHeads, valueDepth } = args;
  needsSome(call, "valueDepth", valueDepth);
  return {
    ...attended(args, call),
    v: batch * keyTime * keyHeads * valueDepth,
    y: batch * queryTime * heads * valueDepth,
    logSumExp: batch * heads * queryTime,
  };
}

function needsAdditive(
  args: Pick<Given<"additiveAttentionGradient">, "rows" | "keyTime" | "depth" | "valueDepth">,
  call: Call,
): void {
  needsSome(call, "rows", args.rows);
  needsSome(call, "keyTime", args.keyTime);
  needsSome(call, "depth", args.depth);
  needsSome(call, "valueDepth", args.valueDepth);
}

export const attentionRules = {
  attention: weighted,
  attentionGradient(args, call) {
    const lengths = weighted(args, call);
    return { ...lengths, dy: lengths.y, dq: lengths.q, dk: lengths.k, dv: lengths.v };
  },
  attentionWeights(args, call) {
    const { batch, heads, queryTime, keyTime } = args;
    return { ...attended(args, call), weights: batch * heads * queryTime * keyTime };
  },
  attentionStep(args, call) {
    const { k, keyRows, rows, keyTime, capacity, heads, depth, valueDepth } = args;
    needsAdditive(args, call);
    needsSome(call, "heads", heads);
    needs(call, keyTime <= capacity, "keyTime", "at most capacity", keyTime);
    const tableRows = rowsOf(call, "k", k, capacity * heads * depth);
    needsWithin(call, "keyRows", keyRows, 0, tableRows);
    return {
      q: rows * heads * depth,
      k: k.length,
      v: tableRows * capacity * heads * valueDepth,
      keyRows: rows * keyTime,
      y: rows * heads * valueDepth,
    };
  },
  maskedSoftmax(args, call) {
    const { batch, heads, queryTime, keyTime } = args;
    needsBounds(args, call);
    const scores = batch * heads * queryTime * keyTime;
    return { x: scores, keyMask: batch * keyTime, y: scores };
  },
  additiveAttention(args, call) {
    const { keys, sourceIndices, rows, keyTime, depth, valueDepth } = args;
    needsAdditive(args, call);
    const sources = sourceIndices === null ? rows : rowsOf(call, "keys", keys, keyTime * depth);
    if (sourceIndices !== null) needsWithin(call, "sourceIndices", sourceIndices, 0, sources - 1);
    return {
      q: rows * depth,
      keys: sources * keyTime * depth,
      values: sources * keyTime * valueDepth,
      score: depth,
      keyMask: sources * keyTime,
      sourceIndices: rows,
      y: rows * valueDepth,
      weights: rows * keyTime,
    };
  },
  additiveAttentionGradient(args, call) {
    const { rows, keyTime, depth, valueDepth } = args;
    needsAdditive(args, call);
    const [q, keys, values] = [rows * depth, rows * keyTime * depth, rows * keyTime * valueDepth];
    const gradients = { dq: q, dKeys: keys, dValues: values, dScore: depth };
    return { q, keys, values, score: depth, weights: rows * keyTime, dy: rows * valueDepth, ...gradients };
  },
  additiveScores: ({ batch, queryTime, keyTime, depth }) => ({
    q: batch * queryTime * depth,
    k: batch * keyTime * depth,
    score: depth,
    y: batch * queryTime * keyTime,
  }),
  additiveScoresGradient({ batch, queryTime, keyTime, depth }) {
    const [q, k] = [batch * queryTime * depth, batch * keyTime * depth];
    return { q, k, score: depth, dy: batch * queryTime * keyTime, dq: q, dk: k, dScore: depth };
  },
  rotate(args, call) {
    const { batch, time, heads, depth } = args;
    needs(call, depth % 2 === 0, "depth", "even", depth);
    const [x, angles] = [batch * time * heads * depth, (time * depth) / 2];
    return { x, cosine: angles, sine: angles, y: x };
  },
} satisfies Partial<Rules>;
