import type { LabData } from "./lab-data.ts";

/** How strongly the loss depends on the state k steps before it, for one cell and one spectral radius. */
export interface GradientCurve {
  /** "simple-rnn" */
  readonly cell: string;
  /** "SimpleRNN, tanh" */
  readonly title: string;
  readonly radius: number;
  /** Mean over the batch of ‖∂loss/∂h at k steps before the end‖, k = 0, 1, …; null where float64 cannot hold it. */
  readonly hidden: readonly (number | null)[];
  /** The same for the LSTM's cell state c; null for other cells. */
  readonly cellState: readonly (number | null)[] | null;
  /** Slope of ln norm against k, by least squares. */
  readonly slope: number | null;
  /** ln radius: the slope for repeated multiplication alone. */
  readonly logRadius: number;
  /** Share of the last state's numbers beyond ±0.9. */
  readonly saturated: number;
}

/** Norms of the gradient of all weights of the linear network together, by the length of the sequence. */
export interface ClippingCurve {
  readonly radius: number;
  readonly lengths: readonly number[];
  readonly unclipped: readonly (number | null)[];
  readonly clipped: readonly (number | null)[];
}

export interface GradientsData extends LabData {
  readonly seed: number;
  readonly units: number;
  readonly steps: number;
  readonly batch: number;
  readonly curves: readonly GradientCurve[];
  /** Longest norm that clipping leaves. */
  readonly clipNorm: number;
  /** One for each radius above 1. */
  readonly clipping: readonly ClippingCurve[];
}
