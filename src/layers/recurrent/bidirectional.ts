import { checkOptions } from "../../tensor/options.ts";
import { add } from "../../ops/add.ts";
import { concatenate } from "../../ops/concatenate.ts";
import { multiply } from "../../ops/multiply.ts";
import { scale } from "../../ops/scale.ts";
import { fold } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { States } from "./shared/cell.ts";
import { checkName } from "../shared/checks.ts";
import type { CallContext, ExampleShape, MultiInputLayerSpec, LayerSpec, Masked, WeightMaker } from "../layer.ts";
import { checkInitialStates, initialStates, refuseStates, type RecurrentSpec } from "./shared/recurrent.ts";

export type MergeMode = "concat" | "sum" | "mul" | "ave";

export interface BidirectionalOptions {
  /** What reads in each direction: simpleRnn, lstm, gru, rnn or a layer-normalised one, without goBackwards. */
  readonly layer: RecurrentSpec;
  /**
   * How the two outputs become one: side by side, their sum, product or average; null keeps both, the forward one
   * first, for functional models. Default: concat.
   */
  readonly mergeMode?: MergeMode | null;
  /**
   * What reads backward when it is not the same as layer: with goBackwards, and layer's returnSequences, returnState
   * and stateful. Default: null.
   */
  readonly backwardLayer?: RecurrentSpec | null;
}

const merges: { readonly [Mode in MergeMode]: (forward: Tensor, backward: Tensor) => Tensor } = {
  concat: (forward, backward) => concatenate([forward, backward]),
  sum: add,
  mul: multiply,
  ave: (forward, backward) => scale(add(forward, backward), 0.5),
};

/**
 * Two recurrent layers, one reading forward in time and one backward (Schuster & Paliwal 1997):
 *
 *   y = merge(forward(x), backward(x))
 *
 * With returnSequences, step t of the backward outputs is what was known after reading the end down to step t, and
 * steps that a mask skips are zeros. Without it, each direction gives its output after its last step.
 *
 * [batch, time, features] → [batch, (time,) 2·units] with concat, else [batch, (time,) units]. Masks as in the wrapped
 * layer. In a functional model: [x, ...forward's initial states, ...backward's] → [y, ...forward's last states,
 * ...backward's] with returnState of the layer, and two outputs in the place of y where mergeMode is null.
 * Weights: those of the layers, as forward.… and backward.…. Definition and defaults: Keras 3, Bidirectional.
 */
export function bidirectional(
  options: BidirectionalOptions,
): LayerSpec<"bidirectional", Required<BidirectionalOptions>> &
  MultiInputLayerSpec<"bidirectional", Required<BidirectionalOptions>> {
  checkOptions("bidirectional", options, { layer: true, mergeMode: true, backwardLayer: true });
  const config: Required<BidirectionalOptions> = { mergeMode: "concat", backwardLayer: null, ...options };
  checkWays(config);
  const { layer, mergeMode } = config;
  const { returnState, stateful } = layer.options;
  return {
    kind: "bidirectional",
    options: config,
    build(input, weight) {
      refuseStates("bidirectional", returnState);
      if (mergeMode === null) {
        throw new TypeError(
          "bidirectional with mergeMode null returns two tensors, but a sequential model passes on one; help: use a " +
            "functional model, or merge them",
        );
      }
      const ways = bothWays(config, input, weight);
      return {
        output: ways.outputs[0],
        call: (x, context) => ways.run(x, null, context)[0],
        ...(stateful ? { resetStates: () => ways.reset() } : {}),
      };
    },
    buildMultiInput([input, ...firsts], weight) {
      const ways = bothWays(config, input, weight);
      const { outputs, stateSizes } = ways;
      checkInitialStates("bidirectional", firsts, stateSizes);
      return {
        outputs: returnState ? [...outputs, ...stateSizes.map((size) => [size])] : outputs,
        call: ([x, ...initial], context) => ways.run(x, initialStates("bidirectional", initial), context),
        ...(stateful ? { resetStates: () => ways.reset() } : {}),
      };
    },
  };
}

function checkWays({ layer, mergeMode, backwardLayer }: Required<BidirectionalOptions>): void {
  if (mergeMode !== null) checkName("bidirectional", "mergeMode", mergeMode, Object.keys(merges));
  if (layer.options.goBackwards)
    throw new TypeError("bidirectional reads both ways already; help: leave goBackwards out of its layer");
  if (backwardLayer === null) return;
  if (!backwardLayer.options.goBackwards)
    throw new TypeError("bidirectional: backwardLayer reads forward; help: give it goBackwards: true");
  for (const name of ["returnSequences", "returnState", "stateful"] as const) {
    const [ahead, back] = [layer.options[name], backwardLayer.options[name]];
    if (ahead === back) continue;
    throw new TypeError(
      `bidirectional: ${name} is ${ahead} in layer but ${back} in backwardLayer; help: make them agree`,
    );
  }
}

interface BothWays {
  /** Of what is merged, or of both. */
  readonly outputs: readonly ExampleShape[];
  readonly stateSizes: readonly number[];
  run(x: Masked, initial: States | null, context: CallContext): readonly Masked[];
  reset(): void;
}

function bothWays(
  { layer, mergeMode, backwardLayer }: Required<BidirectionalOptions>,
  input: ExampleShape,
  weight: WeightMaker,
): BothWays {
  const { returnSequences, returnState } = layer.options;
  const order = { restoreOrder: true, zeroOutput: returnSequences };
  const forward = layer.direction(input, prefixed(weight, "forward"), { ...order, reverse: false });
  const backward = (backwardLayer ?? layer).direction(input, prefixed(weight, "backward"), { ...order, reverse: true });
  const half = forward.stateSizes.length;
  return {
    outputs: merged(mergeMode, forward.output, backward.output),
    stateSizes: [...forward.stateSizes, ...backward.stateSizes],
    run(x, initial, context) {
      const states = initial === null ? [null, null] : [initial.slice(0, half), initial.slice(half)];
      const ahead = forward.run(x, states[0], { ...context, key: fold(context.key, "forward") });
      const back = backward.run(x, states[1], { ...context, key: fold(context.key, "backward") });
      const both = [ahead.output, back.output];
      const { mask } = ahead.output;
      const outputs = mergeMode === null ? both : [{ value: merges[mergeMode](both[0].value, both[1].value), mask }];
      if (!returnState) return outputs;
      return [...outputs, ...[...ahead.states, ...back.states].map((value) => ({ value, mask: null }))];
    },
    reset() {
      forward.resetStates?.();
      backward.resetStates?.();
    },
  };
}

/** Shapes of one example of what is given. */
function merged(mode: MergeMode | null, forward: ExampleShape, backward: ExampleShape): readonly ExampleShape[] {
  if (mode === null) return [forward, backward];
  const [ahead, back] = [forward.at(-1) ?? 0, backward.at(-1) ?? 0];
  if (mode === "concat") return [[...forward.slice(0, -1), ahead + back]];
  if (ahead !== back) {
    throw new TypeError(
      `bidirectional: mergeMode ${mode} takes two outputs of one length, got ${ahead} forward and ${back} ` +
        "backward; help: use concat, or null",
    );
  }
  return [forward];
}

function prefixed(weight: WeightMaker, prefix: string): WeightMaker {
  return (name, ...rest) => weight(`${prefix}.${name}`, ...rest);
}
