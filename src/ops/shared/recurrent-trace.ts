import { savedLayout, type RecurrentKind, type SavedSizes } from "../../kernels/saved.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { embedding } from "../embedding.ts";
import { reshape } from "../reshape.ts";
import { slice } from "../slice.ts";

/** States that a recurrent pass carries from step to step. */
export type StateName = "hidden" | "cell";

/** What decides about the next state at each step; the candidate is what may be written into it. */
export type GateName = "input" | "forget" | "candidate" | "output" | "update" | "reset";

/** One quantity at every step: values [batch, time, units], in the order of x whichever way it was read. */
export interface TracedPart<Name extends string = string> {
  readonly name: Name;
  readonly values: Tensor;
}

/** What one pass over time computed on its way, for looking at. */
export interface RecurrentTrace {
  readonly kind: RecurrentKind;
  /** Whether x was read from its last step to its first. */
  readonly reverse: boolean;
  /** int32 [batch, time]; null where no step was skipped. */
  readonly stepMask: Tensor | null;
  /** After each step. A skipped step hands them on as they were. */
  readonly states: readonly TracedPart<StateName>[];
  /**
   * In the order of the kernel's columns; none of a simple recurrent network. Undefined at skipped steps, which compute
   * none.
   */
  readonly gates: readonly TracedPart<GateName>[];
}

const names: Readonly<
  Record<RecurrentKind, { readonly states: readonly StateName[]; readonly gates: readonly GateName[] }>
> = {
  simpleRnn: { states: ["hidden"], gates: [] },
  lstm: { states: ["hidden", "cell"], gates: ["input", "forget", "candidate", "output"] },
  gru: { states: ["hidden"], gates: ["update", "reset", "candidate"] },
};

/** Takes states and gates out of what a recurrent kernel saved for its backward pass. */
export function recurrentTrace(
  kind: RecurrentKind,
  saved: Tensor,
  { reverse, ...sizes }: SavedSizes & { readonly reverse: boolean },
  stepMask: Tensor | null,
): RecurrentTrace {
  const { batch, time, units } = sizes;
  const layout = savedLayout(sizes, kind);
  // All rows of `saved` have the same length, so it is a table of rows, and each quantity is a choice of them.
  const width = layout.stateRow(0, 0, 1);
  const table = reshape(saved, [layout.size / width, width]);
  const choose = (start: (step: number, example: number) => number): Tensor => {
    const rows = Int32Array.from({ length: batch * time }, (_, i) => {
      const position = i % time;
      return start(reverse ? time - 1 - position : position, Math.floor(i / time)) / width;
    });
    return slice(embedding(intTensor(rows, [batch, time]), table), 0, units);
  };
  return {
    kind,
    reverse,
    stepMask,
    states: names[kind].states.map((name, state) => ({
      name,
      values: choose((step, example) => layout.stateRow(state, step + 1, example)),
    })),
    gates: names[kind].gates.map((name, gate) => ({
      name,
      values: choose((step, example) => layout.gateRow(gate, step, example)),
    })),
  };
}
