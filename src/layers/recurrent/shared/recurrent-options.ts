import { constraintFrom, type ConstraintOption } from "../../../constraints/registry.ts";
import type { InitializerOption } from "../../../initializers/registry.ts";
import { activationCodes, type ActivationName, type RecurrentActivationName } from "../../../kernels/activations.ts";
import { regularizerFrom, type RegularizerOption } from "../../../regularizers/registry.ts";
import { activationNames, checkCount, checkRate } from "../../shared/checks.ts";
import type { WeightOptions } from "../../layer.ts";
import { showValue } from "../../../tensor/show-value.ts";

/** What the cells simpleRnnCell, lstmCell and gruCell have in common. Definitions and defaults: Keras 3. */
export interface CellOptions {
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
  /** Default: null, none; so too the others. */
  readonly kernelRegularizer?: RegularizerOption;
  readonly recurrentRegularizer?: RegularizerOption;
  readonly biasRegularizer?: RegularizerOption;
  /** Default: null, none; so too the others. */
  readonly kernelConstraint?: ConstraintOption;
  readonly recurrentConstraint?: ConstraintOption;
  readonly biasConstraint?: ConstraintOption;
  /**
   * Share of the inputs dropped while training. Each example has one mask for all its steps (Gal & Ghahramani 2016,
   * arXiv:1512.05287); the gates share it, unless recurrentDropout is above 0: then each gate has its own. Default: 0.
   */
  readonly dropout?: number;
  /**
   * Share of the state dropped on its way to the next step while training: one mask per example and gate for all steps.
   * Default: 0.
   */
  readonly recurrentDropout?: number;
  /**
   * Of the dropout masks, beside the seed of the training: layers alike in all else drop different things with
   * different ones. Default: null, none.
   */
  readonly seed?: number | null;
}

/** What every recurrent layer has in common, whatever its cell. Definitions and defaults: Keras 3, RNN. */
export interface PassOptions {
  /**
   * Give the output of every step, [batch, time, units], rather than of the last one, [batch, units]. Default: false.
   */
  readonly returnSequences?: boolean;
  /** Give the last states too, as further outputs: for functional models. Default: false. */
  readonly returnState?: boolean;
  /** Read the last step first; sequences come in the order computed. Default: false. */
  readonly goBackwards?: boolean;
  /**
   * Begin each batch with the states that the batch before ended with, example by example, until resetStates. They
   * count as constants: no gradient flows into the batch before. All batches have one size. Default: false.
   */
  readonly stateful?: boolean;
  /** With a mask: zeros at skipped steps, rather than the output before them. Default: false. */
  readonly zeroOutputForMask?: boolean;
  /** Penalty of the outputs, divided by the batch size, that is added to the loss. Default: null, none. */
  readonly activityRegularizer?: RegularizerOption;
}

/** What simpleRnn, lstm and gru have in common. */
export interface RecurrentOptions extends CellOptions, PassOptions {}

/** Options of the cells with gates. */
export interface GatedCellOptions extends CellOptions {
  /** Of the gates. Default: sigmoid. */
  readonly recurrentActivation?: RecurrentActivationName;
}

/** Options of the layers with gates. */
export interface GatedOptions extends GatedCellOptions, PassOptions {}

export const cellDefaults: Required<Omit<CellOptions, "units">> = {
  activation: "tanh",
  useBias: true,
  kernelInitializer: "glorotUniform",
  recurrentInitializer: "orthogonal",
  biasInitializer: "zeros",
  kernelRegularizer: null,
  recurrentRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  recurrentConstraint: null,
  biasConstraint: null,
  dropout: 0,
  recurrentDropout: 0,
  seed: null,
};

export const passDefaults: Required<PassOptions> = {
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  zeroOutputForMask: false,
  activityRegularizer: null,
};

/** Names of the activations whose gradient follows from their value: the only ones a recurrent kernel can use. */
export const recurrentActivationNames: readonly RecurrentActivationName[] = activationNames.filter(isRecurrent);

function isRecurrent(name: ActivationName): name is RecurrentActivationName {
  return name !== "silu" && name !== "gelu" && name !== "mish";
}

/** Throws a RangeError that names the layer unless the options make sense together. */
export function checkCellOptions(kind: string, options: Required<CellOptions>): void {
  const { seed } = options;
  checkCount(kind, "units", options.units);
  checkRate(kind, "dropout", options.dropout);
  checkRate(kind, "recurrentDropout", options.recurrentDropout);
  checkRecurrentActivation(kind, "activation", options.activation);
  if (seed !== null && !(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`${kind}: seed must be an integer of at least 0, or null, got ${showValue(seed)}`);
  }
}

/** Throws a RangeError unless it is an activation that recurrent kernels have. */
export function checkRecurrentActivation(kind: string, option: string, name: RecurrentActivationName): void {
  if (recurrentActivationNames.includes(name)) return;
  const activation: string = name;
  const help = Object.hasOwn(activationCodes, activation)
    ? `; help: the gradient of ${activation} does not follow from its value, which is all that a recurrent kernel ` +
      "keeps: write a cell of your own for it, and rnn"
    : "";
  throw new RangeError(
    `${kind}: ${option} must be one of ${recurrentActivationNames.join(", ")}, ` +
      `got ${JSON.stringify(activation)}${help}`,
  );
}

/** Options of the weights beside their initial values. */
export function weightOptions(options: Required<CellOptions>): {
  readonly kernel: WeightOptions;
  readonly recurrent: WeightOptions;
  readonly bias: WeightOptions;
} {
  return {
    kernel: {
      regularizer: regularizerFrom(options.kernelRegularizer),
      constraint: constraintFrom(options.kernelConstraint),
    },
    recurrent: {
      regularizer: regularizerFrom(options.recurrentRegularizer),
      constraint: constraintFrom(options.recurrentConstraint),
    },
    bias: { regularizer: regularizerFrom(options.biasRegularizer), constraint: constraintFrom(options.biasConstraint) },
  };
}
