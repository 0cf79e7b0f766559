import type { ConstraintOption } from "../../../constraints/registry.ts";
import { initializerFrom, type InitializerOption } from "../../../initializers/registry.ts";
import { linear } from "../../../ops/linear.ts";
import { linearScan } from "../../../ops/linear-scan.ts";
import { maskRows } from "../../../ops/mask-rows.ts";
import { reshape } from "../../../ops/reshape.ts";
import { reverseTime } from "../../../ops/reverse-time.ts";
import { timeStep } from "../../../ops/time-step.ts";
import type { RegularizerOption } from "../../../regularizers/registry.ts";
import { axes } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { checkCount } from "../../shared/checks.ts";
import { weightOptions } from "../../shared/weight-options.ts";
import { passOf } from "./cell-pass.ts";
import type { Cell, CellSpec } from "./cell.ts";

/** What minGru and minLstm have in common. */
export interface ScanCellOptions {
  /** Size of the hidden state. */
  readonly units: number;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Drawn for all gates together. Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
  /** Default: null, none; so too the others. */
  readonly kernelRegularizer?: RegularizerOption;
  readonly biasRegularizer?: RegularizerOption;
  /** Default: null, none; so too the others. */
  readonly kernelConstraint?: ConstraintOption;
  readonly biasConstraint?: ConstraintOption;
}

export const scanDefaults: Required<Omit<ScanCellOptions, "units">> = {
  useBias: true,
  kernelInitializer: "glorotUniform",
  biasInitializer: "zeros",
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

/** What a state is multiplied by, and what is added to it: [batch, time, units] each. */
interface Gates {
  readonly decay: Tensor;
  readonly addition: Tensor;
}

/** Makes them of x·W + b, [batch, time, gates·units]. */
export type GatesOf = (products: Tensor) => Gates;

/**
 * A cell whose gates do not see the state: h ← decay ∘ h + addition, both made of x·W + b, [batch, time, gates·units].
 * A whole sequence is one product and one scan. Weights kernel and bias.
 */
export function scanCell<Kind extends string, Options extends Required<ScanCellOptions>>(
  kind: Kind,
  options: Options,
  gates: number,
  gatesOf: GatesOf,
): CellSpec<Kind, Options> {
  const { units, useBias } = options;
  checkCount(kind, "units", units);
  return {
    kind,
    options,
    build(features, weight) {
      const ofKernel = weightOptions(options.kernelRegularizer, options.kernelConstraint);
      const kernel = weight("kernel", [features, gates * units], initializerFrom(options.kernelInitializer), ofKernel);
      const ofBias = weightOptions(options.biasRegularizer, options.biasConstraint);
      const bias = useBias ? weight("bias", [gates * units], initializerFrom(options.biasInitializer), ofBias) : null;
      const stepwise: Cell = {
        outputSize: units,
        stateSizes: [units],
        step(x, [before]) {
          const [batch] = axes(x, "batch", "features");
          const { decay, addition } = gatesOf(linear(reshape(x, [batch, 1, features]), kernel, bias));
          const state = timeStep(linearScan(decay, addition, before), 0);
          return { output: state, states: [state] };
        },
      };
      const loop = passOf(stepwise);
      return {
        ...stepwise,
        pass(input, given, context) {
          const { value: x, mask } = input;
          const { initial, returnSequences, order } = given;
          // Before the first step that counts the output is zeros, whatever the state: only the loop tells them apart.
          if (mask !== null && initial !== null) return loop(input, given, context);
          const made = gatesOf(linear(x, kernel, bias));
          const decay = mask === null ? made.decay : maskRows(made.decay, mask, 1);
          const addition = mask === null ? made.addition : maskRows(made.addition, mask);
          const inOrder = (sequence: Tensor): Tensor => (order.reverse ? reverseTime(sequence) : sequence);
          const states = linearScan(inOrder(decay), inOrder(addition), initial === null ? null : initial[0]);
          const last = timeStep(states, -1);
          const counted = mask !== null && order.zeroOutput;
          if (!returnSequences && !counted) return { output: last, states: [last] };
          const restored = inOrder(states);
          const kept = counted ? maskRows(restored, mask) : restored;
          if (returnSequences) {
            return { output: order.reverse && !order.restoreOrder ? reverseTime(kept) : kept, states: [last] };
          }
          return { output: timeStep(kept, order.reverse ? 0 : -1), states: [last] };
        },
      };
    },
  };
}
