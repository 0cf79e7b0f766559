import type { Table } from "./kind.ts";

/** Recurrences without products over time, whose steps differ in their factors alone. */
export const scan = {
  /** y[t] = decay[t] ∘ y[t − 1] + x[t], y[−1] = initial [batch, channels], or 0; all others [batch, time, channels]. */
  linearScan: {
    decay: "floats",
    x: "floats",
    initial: "floats?",
    y: "result",
    batch: "size",
    time: "size",
    channels: "size",
  },
  /** dx[t] = dy[t] + decay[t + 1] ∘ dx[t + 1]; dDecay[t] = dx[t] ∘ y[t − 1]; dInitial = decay[0] ∘ dx[0]. */
  linearScanGradient: {
    decay: "floats",
    initial: "floats?",
    y: "floats",
    dy: "floats",
    dDecay: "result",
    dx: "result",
    dInitial: "result?",
    batch: "size",
    time: "size",
    channels: "size",
  },
} as const satisfies Table;
