import type { Initializer } from "../../../initializers/initializer.ts";
import { initializerFrom } from "../../../initializers/registry.ts";
import { dropoutMask } from "../../../ops/dropout.ts";
import { reshape } from "../../../ops/reshape.ts";
import type { RecurrentOptions as OpOptions } from "../../../ops/shared/recurrent.ts";
import { timeStep } from "../../../ops/time-step.ts";
import { fold } from "../../../tensor/random.ts";
import { axes, type Shape } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { Cell, CellSpec, PassOrder, States } from "./cell.ts";
import type { CallContext } from "../../layer.ts";
import { checkCellOptions, weightOptions, type CellOptions } from "./recurrent-options.ts";

/** What every recurrent op reads. */
export interface OpInputs {
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor | null;
  readonly initial: Tensor | null;
  /** Of an lstm; null for the others. */
  readonly initialCell: Tensor | null;
  readonly stepMask: Tensor | null;
  readonly inputMask: Tensor | null;
  readonly recurrentMask: Tensor | null;
}

/** What differs from one cell with an op of its own to the next. */
export interface Equations {
  /** Blocks of columns in kernel and recurrentKernel. */
  readonly gates: number;
  /** How many states: h, and c of an lstm. */
  readonly states: 1 | 2;
  readonly biasShape: Shape;
  readonly biasInitializer: Initializer;
  run(
    inputs: OpInputs,
    order: PassOrder & Pick<OpOptions, "returnSequences" | "onGates">,
  ): { readonly sequences: Tensor | null; readonly state: Tensor; readonly cell?: Tensor };
}

/** A cell that passes over whole sequences in one op. Weights kernel, recurrentKernel and bias. */
export function fusedCell<Kind extends string, Options extends Required<CellOptions>>(
  kind: Kind,
  options: Options,
  equations: Equations,
): CellSpec<Kind, Options> {
  checkCellOptions(kind, options);
  const { units, useBias } = options;
  const { gates, biasShape, biasInitializer } = equations;
  const perWeight = weightOptions(options);
  const initializers = {
    kernel: initializerFrom(options.kernelInitializer),
    recurrent: initializerFrom(options.recurrentInitializer),
  };
  return {
    kind,
    options,
    build(features, weight) {
      const columns = gates * units;
      const kernel = weight("kernel", [features, columns], initializers.kernel, perWeight.kernel);
      const recurrent = weight("recurrentKernel", [units, columns], initializers.recurrent, perWeight.recurrent);
      const bias = useBias ? weight("bias", biasShape, biasInitializer, perWeight.bias) : null;
      const pass: NonNullable<Cell["pass"]> = ({ value: x, mask }, { initial, returnSequences, order }, context) => {
        const [batch] = axes(x, "batch", "time", "features");
        const masks = dropoutMasks(options, gates, batch, features, context);
        const [h = null, c = null] = initial ?? [];
        const inputs = { x, kernel, recurrent, bias, initial: h, initialCell: c, stepMask: mask, ...masks };
        // The last output is the last state, unless with a mask it may be zeros: at a skipped step with zeroOutput, and
        // where a row has no step that counts but an initial state, which is then the last one too.
        const zeroLast = mask !== null && !returnSequences && (order.zeroOutput || h !== null);
        const ran = equations.run(inputs, {
          ...order,
          returnSequences: returnSequences || zeroLast,
          onGates: context.onGates,
        });
        const states: States = ran.cell === undefined ? [ran.state] : [ran.state, ran.cell];
        if (ran.sequences === null) return { output: ran.state, states };
        const lastStep = order.reverse && order.restoreOrder ? 0 : -1;
        return { output: returnSequences ? ran.sequences : timeStep(ran.sequences, lastStep), states };
      };
      return {
        outputSize: units,
        stateSizes: equations.states === 1 ? [units] : [units, units],
        pass,
        step(x, initial, context) {
          const [batch] = axes(x, "batch", "features");
          const order = { reverse: false, restoreOrder: false, zeroOutput: false };
          const input = { value: reshape(x, [batch, 1, features]), mask: null };
          return pass(input, { initial, returnSequences: false, order }, context);
        },
      };
    },
  };
}

/**
 * Keras 3's masks, [batch, 1 or gates, features] and [batch, gates, units]: the input's are per gate only when there
 * are recurrent ones.
 */
export function dropoutMasks(
  { units, dropout, recurrentDropout, seed }: Required<CellOptions>,
  gates: number,
  batch: number,
  features: number,
  { training, key }: CallContext,
): { readonly inputMask: Tensor | null; readonly recurrentMask: Tensor | null } {
  const inputGates = recurrentDropout > 0 ? gates : 1;
  const own = seed === null ? key : fold(key, seed);
  return {
    inputMask: training && dropout > 0 ? dropoutMask([batch, inputGates, features], dropout, fold(own, "input")) : null,
    recurrentMask:
      training && recurrentDropout > 0
        ? dropoutMask([batch, gates, units], recurrentDropout, fold(own, "recurrent"))
        : null,
  };
}
