import type { Table } from "./kind.ts";

const convolutionSizes = {
  batch: "size",
  time: "size",
  channels: "size",
  outputTime: "size",
  filters: "size",
  width: "size",
  stride: "size",
  dilation: "size",
  /** Zeros in front of the first step. */
  padding: "size",
} as const;

/** Convolution over time. */
export const convolution = {
  /**
   * y[b, t] = Σ over taps k of x[b, t·stride + k·dilation − padding] · kernel[k] (+ bias); steps outside x count as
   * zero. x [batch, time, channels], kernel [width, channels, filters], bias [filters], y [batch, outputTime, filters].
   */
  convolution: { x: "floats", kernel: "floats", bias: "floats?", y: "result", ...convolutionSizes },
  convolutionGradient: {
    x: "floats",
    kernel: "floats",
    dy: "floats",
    dx: "result?",
    dKernel: "result",
    dBias: "result?",
    ...convolutionSizes,
  },
} as const satisfies Table;
