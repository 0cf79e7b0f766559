/** The recurrent kernels, by what they save. */
export type RecurrentKind = "simpleRnn" | "lstm" | "gru";

/**
 * What every backend saves for the backward pass, per kind: states carried from step to step, and blocks of values at
 * each step.
 */
const contents = {
  /** h */
  simpleRnn: { states: 1, gates: 0 },
  /** h, c; i, f, g (candidate), o */
  lstm: { states: 2, gates: 4 },
  /** h; z, r, n (candidate), and m: h·Un + its bias with resetAfter, else r ∘ (h ∘ recurrent mask) */
  gru: { states: 1, gates: 4 },
} as const satisfies Record<RecurrentKind, unknown>;

export interface SavedSizes {
  readonly batch: number;
  readonly time: number;
  readonly units: number;
}

/** Where each row of units begins in `saved`. Rows are padded: columns units … row length − 1 are undefined. */
export interface SavedLayout {
  readonly size: number;
  /** State number `state` (0 = h, 1 = c) of an example before step `step`; step = time is the last state. */
  stateRow(state: number, step: number, example: number): number;
  /** Block `gate` of an example at step `step`. Undefined where the step is masked. */
  gateRow(gate: number, step: number, example: number): number;
}

/**
 * The layout of `saved`, the same on every backend. With P = units rounded up to a multiple of 16, and steps in the
 * order in which they are computed: the states [time + 1, batch, P], for lstm the cell states likewise, then the gates
 * [time, batch, gates, P].
 */
export function savedLayout({ batch, time, units }: SavedSizes, kind: RecurrentKind): SavedLayout {
  const { states, gates } = contents[kind];
  const row = Math.ceil(units / 16) * 16;
  const block = (time + 1) * batch * row;
  return {
    size: states * block + time * batch * gates * row,
    stateRow: (state, step, example) => state * block + (step * batch + example) * row,
    gateRow: (gate, step, example) => states * block + ((step * batch + example) * gates + gate) * row,
  };
}

/** How many elements a recurrent kernel saves. */
export function savedSize(sizes: SavedSizes, kind: RecurrentKind): number {
  return savedLayout(sizes, kind).size;
}
