import type { Table } from "./kind.ts";

const poolingSizes = {
  batch: "size",
  time: "size",
  channels: "size",
  outputTime: "size",
} as const;

/** Pooling over time. */
export const pooling = {
  /**
   * y = maximum over pool steps; winners = its step in x (the first of equals). Steps outside x do not count. x [batch,
   * time, channels].
   */
  maxPooling: {
    x: "floats",
    y: "result",
    winners: "indices",
    ...poolingSizes,
    pool: "size",
    stride: "size",
    padding: "size",
  },
  maxPoolingGradient: { winners: "ints", dy: "floats", dx: "result", ...poolingSizes },
  /** y = mean over pool steps; steps outside x do not count. */
  averagePooling: { x: "floats", y: "result", ...poolingSizes, pool: "size", stride: "size", padding: "size" },
  averagePoolingGradient: {
    dy: "floats",
    dx: "result",
    ...poolingSizes,
    pool: "size",
    stride: "size",
    padding: "size",
  },
  /** y [batch, channels] = mean over the steps of x that stepMask [batch, time] keeps; zeros where it keeps none. */
  meanOverTime: { x: "floats", stepMask: "ints?", y: "result", batch: "size", time: "size", channels: "size" },
  meanOverTimeGradient: {
    dy: "floats",
    stepMask: "ints?",
    dx: "result",
    batch: "size",
    time: "size",
    channels: "size",
  },
} as const satisfies Table;
