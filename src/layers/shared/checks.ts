import { activationCodes, type ActivationName } from "../../kernels/activations.ts";
import { mostElements } from "../../kernels/lengths/rule.ts";
import { showShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ExampleShape } from "../layer.ts";
import { showValue } from "../../tensor/show-value.ts";

/** Throws a RangeError unless the option is an integer of at least 1, which an int32 holds. */
export function checkCount(layer: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${layer}: ${option} must be an integer of at least 1, got ${showValue(value)}`);
  if (value > mostElements) throw new RangeError(`${layer}: ${option} must be at most ${mostElements}, got ${value}`);
}

/** Throws a RangeError unless the option is a rate of dropout, 0 ≤ rate < 1. */
export function checkRate(layer: string, option: string, value: number): void {
  // In JavaScript it may be a string, which compares like the number that it spells.
  if (!Number.isFinite(value) || value < 0 || value >= 1)
    throw new RangeError(`${layer}: ${option} must be at least 0 and below 1, got ${showValue(value)}`);
}

/** Throws a RangeError unless the option is one of the names. */
export function checkName(layer: string, option: string, value: string, names: readonly string[]): void {
  if (!names.includes(value))
    throw new RangeError(`${layer}: ${option} must be one of ${names.join(", ")}, got ${JSON.stringify(value)}`);
}

export const activationNames: readonly ActivationName[] = Object.keys(activationCodes).filter(isActivationName);

function isActivationName(name: string): name is ActivationName {
  return Object.hasOwn(activationCodes, name);
}

/** The lengths of [time, features] examples; time may be any length, features must be known. */
export function timeAndFeatures(
  layer: string,
  input: ExampleShape,
): { readonly time: number | null; readonly features: number } {
  const [time, features] = input;
  if (input.length !== 2 || time === undefined || typeof features !== "number") {
    const help =
      input.length === 1
        ? "; help: a recurrent layer before it gives whole sequences with returnSequences: true, other data need a " +
          "time axis"
        : "";
    throw new TypeError(
      `${layer} reads [time, features] per example, with a known number of features, got ${showShape(input)}${help}`,
    );
  }
  return { time, features };
}

/** The length of the last axis, which a layer's weights are made for. */
export function lastAxis(layer: string, input: ExampleShape): number {
  const last = input.at(-1);
  if (typeof last !== "number") {
    throw new TypeError(
      `${layer} reads [..., inputs] per example, with a known number of inputs, got ${showShape(input)}`,
    );
  }
  return last;
}

/** Throws when a mask reaches a layer that would have to drop it. */
export function refuseMask(layer: string, mask: Tensor | null): void {
  if (mask === null) return;
  throw new TypeError(
    `${layer} cannot honour the mask of its input: padded steps would count like real ones; ` +
      `help: leave out maskZero, or put a layer before ${layer} that ends the mask (a recurrent layer without ` +
      "returnSequences, or globalAveragePooling1d)",
  );
}
