/** What maps of gates show: plain data that survives JSON. A missing number is `null`. */

/** A gate or a state: values[unit][step]. */
export interface GatePart {
  /** "input", "forget", "candidate", "output", "update", "reset", "hidden" or "cell". */
  readonly name: string;
  readonly values: readonly (readonly (number | null)[])[];
}

/** One recurrent pass over the steps that are shown, in the order of the input. */
export interface GatePass {
  /** Name of the layer in the model, "layers.1". */
  readonly layer: string;
  readonly kind: "simpleRnn" | "lstm" | "gru";
  readonly reverse: boolean;
  readonly states: readonly GatePart[];
  readonly gates: readonly GatePart[];
}

/** One window of a series and what happened in a network that read it. */
export interface WindowInside {
  /** The model whose network it is. */
  readonly model: string;
  readonly target: string;
  readonly unit: string;
  readonly simulated: boolean;
  /** Milliseconds since 1970, one for each step; the last is now. */
  readonly times: readonly number[];
  /** The target over the window, in its unit. */
  readonly values: readonly (number | null)[];
  readonly passes: readonly GatePass[];
}
