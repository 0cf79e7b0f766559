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
 * [x, ...first states] and gives
 * [y], or [y, ...last states] with returnState. bidirectional can build it in either direction.
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
  /** From first states (null: those carried from the batch before in a stateful layer, else zeros) to the last ones. */
  run(
    input: Masked,
    initial: States | null,
    context: CallContext,
  ): { readonly output: Masked; readonly states: States };
  /**
   * Of an lstm or gru, from a state (null: zeros) to a state: sequences [batch, time, units], or null when they are not
   * wanted, whatever the layer's returnSequences. The same context drops the same out, so a sequence may be passed
   * through in parts.
   */
  pass(
    input: Masked,
    given: { readonly initial: RecurrentState | null; readonly returnSequences: boolean },
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
      run(x, given, context) {
        if (x.mask !== null && returnSequences && way.reverse && !way.restoreOrder) {
          throw new TypeError(
            `${kind}: goBackwards with returnSequences would pass on sequences in reverse, but a mask that is not; ` +
              "help: use bidirectional",
          );
        }
        const before = carried?.begin(x.value.shape[0]) ?? null;
        const passed = passOver(x, { initial: given ?? before, returnSequences, order: way }, context);
        carried?.end(passed.states);
        penalize(returnState ? [passed.output, ...passed.states] : [passed.output], context);
        return { output: { value: passed.output, mask: returnSequences ? x.mask : null }, states: passed.states };
      },
      pass(x, { initial, returnSequences: sequences }, context) {
        const states = initial === null ? null : [initial.hidden, initial.cell].filter((state) => state !== null);
        const passed = passOver(x, { initial: states, returnSequences: sequences, order: way }, context);
        const [hidden, last = null] = passed.states;
        return { sequences: sequences ? passed.output : null, state: { hidden, cell: last } };
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
      checkFirstStates(kind, firsts, stateSizes);
      return {
        outputs: returnState ? [output, ...stateSizes.map((size) => [size])] : [output],
        call([x, ...initial], context) {
          const ran = layer.run(x, firstStates(kind, initial), context);
          return returnState ? [ran.output, ...ran.states.map((value) => ({ value, mask: null }))] : [ran.output];
        },
        ...(stateful ? { resetStates: () => layer.resetStates?.() } : {}),
      };
    },
  };
}

/** Throws when a layer that gives states is to give one tensor. */
export function refuseStates(kind: string, returnState: boolean): void {
  if (!returnState) return;
  throw new TypeError(
    `${kind} with returnState gives several tensors, but a sequential model hands on one; help: use a functional ` +
      "model, or leave out returnState",
  );
}

/** Throws a TypeError unless there are no first states, or those of the sizes. */
export function checkFirstStates(kind: string, given: readonly ExampleShape[], sizes: readonly number[]): void {
  if (given.length === 0) return;
  const fits = given.length === sizes.length && given.every((shape, i) => shape.length === 1 && shape[0] === sizes[i]);
  if (fits) return;
  throw new TypeError(
    `${kind} reads its input alone or with its first states, ${sizes.map((size) => showShape([size])).join(", ")} ` +
      "per example, " +
      `got states ${given.map(showShape).join(", ")}`,
  );
}

/** The tensors of first states; null when none are given. */
export function firstStates(kind: string, given: readonly Masked[]): States | null {
  if (given.some(({ mask }) => mask !== null)) {
    throw new TypeError(`${kind} got a mask with a first state, which has no steps to skip`);
  }
  return given.length === 0 ? null : given.map(({ value }) => value);
}
