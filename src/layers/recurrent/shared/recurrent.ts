import type { Tensor } from "../../../tensor/tensor.ts";
import { showShape } from "../../../tensor/shape.ts";
import { activityPenalty } from "../../shared/activity-penalty.ts";
import { carriedStates } from "./carried-states.ts";
import { passOf } from "./cell-pass.ts";
import type { CellSpec, PassOrder, States } from "./cell.ts";
import { timeAndFeatures } from "../../shared/checks.ts";
import type { CallContext, ExampleShape, MultiInputLayerSpec, LayerSpec, Masked, WeightMaker } from "../../layer.ts";
import type { PassOptions } from "./recurrent-options.ts";

export type { PassOrder } from "./cell.ts";

/**
 * A recurrent layer. It can stand in a sequential model, unless it returns states; in a functional one it reads [x] or
 * [x, ...initial states] and returns [y], or [y, ...last states] with returnState. bidirectional can build it in either
 * direction.
 */
export interface RecurrentSpec<
  Kind extends string = string,
  Options extends Required<PassOptions> = Required<PassOptions>,
>
  extends LayerSpec<Kind, Options>, MultiInputLayerSpec<Kind, Options> {
  direction(input: ExampleShape, weight: WeightMaker, order: PassOrder): StatefulLayer;
}

/** What an lstm or gru carries from step to step: h, and c of an lstm, each [batch, units]. */
export interface RecurrentState {
  readonly hidden: Tensor;
  readonly cell: Tensor | null;
}

/**
 * A recurrent layer once its input and its direction are known: it can begin with states, and tell those that it ends
 * with.
 */
export interface StatefulLayer {
  /** Shape of one example's output. */
  readonly output: ExampleShape;
  readonly stateSizes: readonly number[];
  /**
   * From initial states (null: those carried from the batch before in a stateful layer, else zeros) to the last ones.
   */
  run(
    input: Masked,
    initial: States | null,
    context: CallContext,
  ): { readonly output: Masked; readonly states: States };
  /**
   * Of an lstm or gru, from a state (null: zeros) to a state. sequences is [batch, time, units] or null, as this call's
   * returnSequences says, not the layer's. The same context draws the same dropout, so a sequence may be passed through
   * in parts.
   */
  pass(
    input: Masked,
    sequenceArguments: { readonly initial: RecurrentState | null; readonly returnSequences: boolean },
    context: CallContext,
  ): { readonly sequences: Tensor | null; readonly state: RecurrentState };
  /** Of a stateful layer. */
  resetStates?(): void;
}

/** A recurrent layer from its cell: masks, states and shapes are the same for all. */
export function recurrentSpec<Kind extends string, Options extends Required<PassOptions>>(
  kind: Kind,
  options: Options,
  cell: CellSpec,
): RecurrentSpec<Kind, Options> {
  const { returnSequences, returnState, goBackwards, stateful } = options;
  const penalize = activityPenalty(options.activityRegularizer);
  const order = { reverse: goBackwards, restoreOrder: false, zeroOutput: options.zeroOutputForMask };

  function direction(input: ExampleShape, weight: WeightMaker, way: PassOrder): StatefulLayer {
    const { time, features } = timeAndFeatures(kind, input);
    const built = cell.build(features, weight);
    const passOver = passOf(built);
    const carried = stateful ? carriedStates(kind) : null;
    return {
      output: returnSequences ? [time, built.outputSize] : [built.outputSize],
      stateSizes: built.stateSizes,
      run(x, initial, context) {
        if (x.mask !== null && returnSequences && way.reverse && !way.restoreOrder) {
          throw new TypeError(
            `${kind}: goBackwards with returnSequences would pass on sequences in reverse, but a mask that is not; ` +
              "help: use bidirectional",
          );
        }
        const before = carried?.begin(x.value.shape[0]) ?? null;
        const result = passOver(x, { initial: initial ?? before, returnSequences, order: way }, context);
        carried?.end(result.states);
        penalize(returnState ? [result.output, ...result.states] : [result.output], context);
        return { output: { value: result.output, mask: returnSequences ? x.mask : null }, states: result.states };
      },
      pass(x, { initial, returnSequences: sequences }, context) {
        const states = initial === null ? null : [initial.hidden, initial.cell].filter((state) => state !== null);
        const result = passOver(x, { initial: states, returnSequences: sequences, order: way }, context);
        const [hidden, last = null] = result.states;
        return { sequences: sequences ? result.output : null, state: { hidden, cell: last } };
      },
      ...(carried === null ? {} : { resetStates: () => carried.reset() }),
    };
  }

  return {
    kind,
    options,
    direction,
    build(input, weight) {
      refuseStates(kind, returnState);
      const layer = direction(input, weight, order);
      return {
        output: layer.output,
        call: (x, context) => layer.run(x, null, context).output,
        ...(stateful ? { resetStates: () => layer.resetStates?.() } : {}),
      };
    },
    buildMultiInput([input, ...firsts], weight) {
      const layer = direction(input, weight, order);
      const { output, stateSizes } = layer;
      checkInitialStates(kind, firsts, stateSizes);
      return {
        outputs: returnState ? [output, ...stateSizes.map((size) => [size])] : [output],
        call([x, ...initial], context) {
          const result = layer.run(x, initialStates(kind, initial), context);
          return returnState
            ? [result.output, ...result.states.map((value) => ({ value, mask: null }))]
            : [result.output];
        },
        ...(stateful ? { resetStates: () => layer.resetStates?.() } : {}),
      };
    },
  };
}

/** Throws when a layer that returns states may return one tensor only. */
export function refuseStates(kind: string, returnState: boolean): void {
  if (!returnState) return;
  throw new TypeError(
    `${kind} with returnState returns several tensors, but a sequential model passes on one; help: use a functional ` +
      "model, or leave out returnState",
  );
}

/** Throws a TypeError unless there are no initial states, or states of these sizes. */
export function checkInitialStates(kind: string, initial: readonly ExampleShape[], sizes: readonly number[]): void {
  if (initial.length === 0) return;
  const fits =
    initial.length === sizes.length && initial.every((shape, i) => shape.length === 1 && shape[0] === sizes[i]);
  if (fits) return;
  throw new TypeError(
    `${kind} reads its input alone or with its initial states, ${sizes.map((size) => showShape([size])).join(", ")} ` +
      "per example, " +
      `got states ${initial.map(showShape).join(", ")}`,
  );
}

/** The tensors of initial states; null when there are none. */
export function initialStates(kind: string, initial: readonly Masked[]): States | null {
  if (initial.some(({ mask }) => mask !== null)) {
    throw new TypeError(`${kind} got a mask with an initial state, which has no steps to skip`);
  }
  return initial.length === 0 ? null : initial.map(({ value }) => value);
}
