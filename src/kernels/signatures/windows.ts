import type { Table } from "./kind.ts";

/** Windows of a series as batches. */
export const windows = {
  /** y[b, s] = table[rows[b] + offset + s · stride] for s < steps; table [_, columns], y [batch, steps, columns]. */
  gatherWindows: {
    table: "floats",
    rows: "ints",
    y: "result",
    batch: "size",
    steps: "size",
    offset: "size",
    stride: "size",
    columns: "size",
  },
  /** y[b, h, k] = table[rows[b] + horizons[h], columns[k]]; y [batch, horizonCount, columnCount]. */
  gatherTargets: {
    table: "floats",
    rows: "ints",
    horizons: "ints",
    targets: "ints",
    y: "result",
    batch: "size",
    horizonCount: "size",
    targetCount: "size",
    columns: "size",
  },
} as const satisfies Table;
