/** What the reports of experiments show. Plain data; `null` stands where there is no number. */
export interface LabData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The command that made this, to be typed again. */
  readonly commandLine: string;
  /** Which kernels ran, such as "native (AVX2)". */
  readonly kernels: string;
  readonly threads: number;
  /** Whether the experiment was ended before all of it was done. */
  readonly interrupted: boolean;
  /** Paragraphs of plain text on how it was done and what to keep in mind. */
  readonly notes: readonly string[];
}

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

/** How one network learned one task. Lists have one number for each round of sequences. */
export interface MemoryRun {
  readonly rung: string;
  readonly gap: number;
  readonly seed: number;
  readonly solved: boolean;
  /** Sequences presented until it was solved, or all that there were. */
  readonly sequences: number;
  /** Of the sequences that it was tested with in the end, how many it got wrong. */
  readonly wrong: number;
  readonly tested: number;
  /** Of the test. */
  readonly loss: number | null;
  readonly parameters: number;
  readonly seconds: number;
  /** Mean over each round, of sequences not seen before. */
  readonly losses: readonly (number | null)[];
  /** Share of right answers in each round. */
  readonly right: readonly number[];
  readonly note?: string;
}

/** All runs of one network at one gap. */
export interface MemoryCell {
  readonly rung: string;
  readonly gap: number;
  readonly runs: number;
  readonly solved: number;
  /** Of the runs that solved it; null when none did. */
  readonly medianSequences: number | null;
  readonly wrong: number;
  readonly tested: number;
  /** Mean test loss over the runs; null where no run has a finite one. */
  readonly meanLoss: number | null;
  readonly seconds: number;
}

export interface MemoryFigure {
  readonly rung: string;
  readonly gap: number | null;
  readonly sequences: number | null;
  readonly figure: string;
}

export interface MemoryData extends LabData {
  readonly task: string;
  readonly about: string;
  /** When a run counts as solved, in words. */
  readonly rule: string;
  readonly rungs: readonly string[];
  readonly gaps: readonly number[];
  readonly seeds: number;
  /** Most sequences that a run is shown. */
  readonly budget: number;
  /** Sequences between two points of a learning curve. */
  readonly round: number;
  readonly lossName: string;
  /** One for each gap: the loss of the best answer that remembers nothing. */
  readonly baselines: readonly number[];
  readonly baselineName: string;
  readonly runs: readonly MemoryRun[];
  readonly cells: readonly MemoryCell[];
  readonly published: readonly MemoryFigure[];
}
