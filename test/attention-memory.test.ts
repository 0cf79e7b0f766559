import { beforeAll, expect, test } from "vitest";
import { startNode } from "../src/kernels/start-node.ts";
import { attention } from "../src/ops/attention.ts";
import { sum } from "../src/ops/sum.ts";
import { scope } from "../src/tensor/memory.ts";
import { normal, randomKey } from "../src/tensor/random.ts";
import { gradients } from "../src/tensor/tape.ts";
import { tensor } from "../src/tensor/tensor.ts";

beforeAll(() => {
  startNode();
});

const reference = process.env["LOOKBACK_KERNELS"] === "reference";
const reason = reference ? " (the reference loops have no tiles, and take minutes)" : "";

test.skipIf(reference)(
  `attention over 8,192 steps, forward and backward, takes a fraction of what its scores would${reason}`,
  () => {
    const [length, heads, depth] = [8192, 2, 8];
    const [q, k, v] = [1, 2, 3].map((seed) =>
      tensor(normal(randomKey(seed), length * heads * depth), [1, length, heads, depth]),
    );
    const before = process.memoryUsage().rss;
    const computed = scope(() => {
      const found = gradients(() => sum(attention(q, k, v, { causal: true, window: 4096 })), [q, k, v]).gradients;
      return found.map((gradient) => gradient.toArray());
    });
    const added = process.memoryUsage().rss - before;
    expect(computed.every((gradient) => gradient.every(Number.isFinite))).toBe(true);
    // One matrix of scores: heads · length² · 4 bytes = 537 MB.
    expect(added).toBeLessThan((heads * length * length * 4) / 8);
  },
);
