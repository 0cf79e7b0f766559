import type { Initializer } from "../initializers/initializer.ts";
import { initializerFrom, type InitializerOption } from "../initializers/registry.ts";
import type { ActivationName, RecurrentActivationName } from "../kernels/activations.ts";
import { dropoutMask } from "../ops/dropout.ts";
import type { RecurrentOptions as PassOptions } from "../ops/shared/recurrent.ts";
import { fold } from "../tensor/random.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { activationNames, checkCount, checkName, checkRate, timeAndFeatures } from "./checks.ts";
import type { CallContext, ExampleShape, Layer, LayerSpec, Masked, WeightMaker } from "./layer.ts";

/** What simpleRnn, lstm and gru have in common. Definitions and defaults: Keras 3. */
export interface RecurrentOptions {
  /** Size of the hidden state. */
  readonly units: number;
  /** Of the candidate and the output. Default: tanh. */
  readonly activation?: RecurrentActivationName;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Drawn for all gates together. Default: glorotUniform. */
  readonly kernelInitializer?: InitializerOption;
  /** Drawn for all gates together. Default: orthogonal. */
  readonly recurrentInitializer?: InitializerOption;
  /** Default: zeros. */
  readonly biasInitializer?: InitializerOption;
  /**
   * Share of the inputs dropped while training. Each example has one mask for all its steps (Gal & Ghahramani 2016, arXiv:1512.05287); the
   * gates share it, unless recurrentDropout is above 0: then each gate has its own. Default: 0.
   */
  readonly dropout?: number;
  /** Share of the state dropped on its way to the next step while training: one mask per example and gate for all steps. Default: 0. */
  readonly recurrentDropout?: number;
  /** Give the state after every step, [batch, time, units], rather than the last one, [batch, units]. Default: false. */
  readonly returnSequences?: boolean;
  /** Read the last step first; sequences come in the order computed. Default: false. */
  readonly goBackwards?: boolean;
  /** With returnSequences and a mask: zeros at skipped steps, rather than the output before them. Default: false. */
  readonly zeroOutputForMask?: boolean;
}

/** Options of the layers with gates. */
export interface GatedOptions extends RecurrentOptions {
  /** Of the gates. Default: sigmoid. */
  readonly recurrentActivation?: RecurrentActivationName;
}

/** Which way a pass over time goes and what it writes. */
export interface PassOrder {
  readonly reverse: boolean;
  /** Put the outputs of a reversed pass into the order of x. */
  readonly restoreOrder: boolean;
  readonly zeroOutput: boolean;
}

/** A recurrent layer, which bidirectional can build in either direction. */
export interface RecurrentSpec<
  Kind extends string = string,
  Options extends Required<RecurrentOptions> = Required<RecurrentOptions>,
> extends LayerSpec<Kind, Options> {
  direction(input: ExampleShape, weight: WeightMaker, order: PassOrder): StatefulLayer;
}

/** What a recurrent layer carries from step to step: h, and c of an lstm, each [batch, units]. */
export interface RecurrentState {
  readonly hidden: Tensor;
  readonly cell: Tensor | null;
}

/** A recurrent layer that can begin with a state and tell the one it ends with, as encoders and decoders do. */
export interface StatefulLayer extends Layer {
  /**
   * As call, from a state (null: zeros) to a state: sequences [batch, time, units], or null when they are not wanted. The same context drops the same
   * out, so a sequence may be passed through in parts.
   */
  pass(
    input: Masked,
    given: { readonly initial: RecurrentState | null; readonly returnSequences: boolean },
    context: CallContext,
  ): { readonly sequences: Tensor | null; readonly state: RecurrentState };
}

/** What every recurrent op reads. */
export interface PassInputs {
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

/** What differs from one recurrent layer to the next. */
interface Cell {
  /** Blocks of columns in kernel and recurrentKernel. */
  readonly gates: number;
  readonly biasShape: Shape;
  readonly biasInitializer: Initializer;
  run(
    inputs: PassInputs,
    order: PassOrder & Pick<PassOptions, "returnSequences" | "onGates">,
  ): { readonly sequences: Tensor | null; readonly state: Tensor; readonly cell?: Tensor };
}

export const recurrentDefaults: Required<Omit<RecurrentOptions, "units">> = {
  activation: "tanh",
  useBias: true,
  kernelInitializer: "glorotUniform",
  recurrentInitializer: "orthogonal",
  biasInitializer: "zeros",
  dropout: 0,
  recurrentDropout: 0,
  returnSequences: false,
  goBackwards: false,
  zeroOutputForMask: false,
};

/** Names of the activations whose slope follows from their value: the only ones a recurrent kernel can use. */
export const recurrentActivationNames: readonly RecurrentActivationName[] = activationNames.filter(isRecurrent);

function isRecurrent(name: ActivationName): name is RecurrentActivationName {
  return name !== "silu" && name !== "gelu" && name !== "mish";
}

/** A recurrent layer from its cell: weights, masks and shapes are the same for all. */
export function recurrentSpec<Kind extends string, Options extends Required<RecurrentOptions>>(
  kind: Kind,
  options: Options,
  cell: Cell,
): RecurrentSpec<Kind, Options> {
  checkOptions(kind, options);
  const { units, useBias, returnSequences, goBackwards } = options;

  function direction(input: ExampleShape, weight: WeightMaker, order: PassOrder): StatefulLayer {
    const { time, features } = timeAndFeatures(kind, input);
    const columns = cell.gates * units;
    const kernel = weight("kernel", [features, columns], initializerFrom(options.kernelInitializer));
    const recurrent = weight("recurrentKernel", [units, columns], initializerFrom(options.recurrentInitializer));
    const bias = useBias ? weight("bias", cell.biasShape, cell.biasInitializer) : null;
    const pass: StatefulLayer["pass"] = ({ value: x, mask }, given, context) => {
      const masks = dropoutMasks(options, cell.gates, x.shape[0], features, context);
      const { hidden: initial, cell: initialCell } = given.initial ?? { hidden: null, cell: null };
      const inputs = { x, kernel, recurrent, bias, initial, initialCell, stepMask: mask, ...masks };
      const { returnSequences: sequences } = given;
      const ran = cell.run(inputs, { ...order, returnSequences: sequences, onGates: context.onGates });
      return { sequences: ran.sequences, state: { hidden: ran.state, cell: ran.cell ?? null } };
    };
    return {
      output: returnSequences ? [time, units] : [units],
      pass,
      call(x, context) {
        const { mask } = x;
        if (mask !== null && returnSequences && order.reverse && !order.restoreOrder) {
          throw new TypeError(
            `${kind}: goBackwards with returnSequences would pass on sequences in reverse, but a mask that is not; help: use bidirectional`,
          );
        }
        const { sequences, state } = pass(x, { initial: null, returnSequences }, context);
        return sequences === null ? { value: state.hidden, mask: null } : { value: sequences, mask };
      },
    };
  }

  return {
    kind,
    options,
    direction,
    build: (input, weight) =>
      direction(input, weight, { reverse: goBackwards, restoreOrder: false, zeroOutput: options.zeroOutputForMask }),
  };
}

/** Keras 3's masks: the input's are per gate only when there are recurrent ones. */
function dropoutMasks(
  { units, dropout, recurrentDropout }: Required<RecurrentOptions>,
  gates: number,
  batch: number,
  features: number,
  { training, key }: CallContext,
): { readonly inputMask: Tensor | null; readonly recurrentMask: Tensor | null } {
  const inputGates = recurrentDropout > 0 ? gates : 1;
  return {
    inputMask: training && dropout > 0 ? dropoutMask([batch, inputGates, features], dropout, fold(key, "input")) : null,
    recurrentMask:
      training && recurrentDropout > 0
        ? dropoutMask([batch, gates, units], recurrentDropout, fold(key, "recurrent"))
        : null,
  };
}

function checkOptions(kind: string, options: Required<RecurrentOptions>): void {
  checkCount(kind, "units", options.units);
  checkRate(kind, "dropout", options.dropout);
  checkRate(kind, "recurrentDropout", options.recurrentDropout);
  checkName(kind, "activation", options.activation, recurrentActivationNames);
}
