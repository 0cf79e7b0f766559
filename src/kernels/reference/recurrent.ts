import { savedLayout, type RecurrentKind } from "../saved.ts";
import type { Floats } from "./types.ts";

/**
 * What simpleRnn, lstm and gru share: the order of steps, masks, and what is saved.
 *
 * Steps are numbered in the order in which they are computed. Step s reads x at position s, with `reverse` at position
 * time − 1 − s. Its output goes to row s of `sequences`, with `restoreOrder` to the position that it read.
 *
 * stepMask is indexed by position. A masked step hands the states on as they were and repeats the output before it:
 * zeros where no step was kept yet (not the initial state), and zeros always with `zeroOutput`. The last state is the
 * state after the last kept step, or the initial one where there is none.
 *
 * inputMask [batch, inputMaskGates, features] multiplies x and recurrentMask [batch, gates, units] multiplies h in the
 * product of each gate. With inputMaskGates = 1 all gates share one input mask.
 *
 * The layout of `saved` is in kernels/saved.ts.
 */
export interface Recurrence {
  readonly x: Floats;
  readonly kernel: Floats;
  readonly recurrent: Floats;
  readonly stepMask: Int32Array | null;
  readonly inputMask: Floats | null;
  readonly recurrentMask: Floats | null;
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly units: number;
  readonly inputMaskGates: number;
  readonly reverse: boolean;
  readonly restoreOrder: boolean;
  readonly zeroOutput: boolean;
}

/** A vector: one example's values at one step. */
export type Row = Floats;

/** One step of one example. */
export interface Place {
  readonly example: number;
  readonly step: number;
  /** Where it reads x. */
  readonly position: number;
}

/** The row of sequences that a step writes. */
function outputPosition({ reverse, restoreOrder, time }: Recurrence, step: number): number {
  return reverse && restoreOrder ? time - 1 - step : step;
}

function placeOf({ reverse, time }: Recurrence, example: number, step: number): Place {
  return { example, step, position: reverse ? time - 1 - step : step };
}

function isKept({ stepMask, time }: Recurrence, { example, position }: Place): boolean {
  return stepMask === null || stepMask[example * time + position] !== 0;
}

/** Row number `number` of a matrix with rows of `width`; zeros without a matrix. A copy. */
export function rowOf(matrix: Floats | null, number: number, width: number): Row {
  if (matrix === null) return new Float64Array(width);
  return Float64Array.from(matrix.subarray(number * width, (number + 1) * width));
}

/** What a step keeps for the backward pass: one row of units per gate. */
export type Gates = readonly Row[];

interface Forward {
  readonly kind: RecurrentKind;
  /** h, and for lstm c, before the first step. */
  readonly initials: readonly (Floats | null)[];
  readonly lasts: readonly Floats[];
  readonly sequences: Floats | null;
  readonly saved: Floats | null;
  /** The equations of the cell. */
  readonly step: (place: Place, states: readonly Row[]) => { readonly states: readonly Row[]; readonly gates: Gates };
}

export function runForward(args: Recurrence, { kind, initials, lasts, sequences, saved, step }: Forward): void {
  const { batch, time, units } = args;
  const layout = savedLayout(args, kind);
  for (let example = 0; example < batch; example++) {
    let states: readonly Row[] = initials.map((initial) => rowOf(initial, example, units));
    let output: Row = new Float64Array(units);
    const saveStates = (number: number): void => {
      states.forEach((values, state) => saved?.set(values, layout.stateRow(state, number, example)));
    };
    saveStates(0);
    for (let number = 0; number < time; number++) {
      const place = placeOf(args, example, number);
      if (isKept(args, place)) {
        const computed = step(place, states);
        states = computed.states;
        output = states[0];
        computed.gates.forEach((values, gate) => saved?.set(values, layout.gateRow(gate, number, example)));
      } else if (args.zeroOutput) {
        output = new Float64Array(units);
      }
      saveStates(number + 1);
      sequences?.set(output, (example * time + outputPosition(args, number)) * units);
    }
    lasts.forEach((last, state) => last.set(states[state], example * units));
  }
}

/** Gradients in what a recurrent kernel reads, to be added to step by step. */
export interface Gradients {
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
}

export function zeroGradients({ x, kernel, recurrent }: Recurrence): Gradients {
  return {
    x: new Float64Array(x.length),
    kernel: new Float64Array(kernel.length),
    recurrent: new Float64Array(recurrent.length),
  };
}

interface Backward {
  readonly kind: RecurrentKind;
  readonly saved: Floats;
  readonly dSequences: Floats | null;
  /** Gradients in the last h, and for lstm in the last c. */
  readonly dLasts: readonly (Floats | null)[];
  readonly dInitials: readonly (Floats | null)[];
  /** Gradients in the states before the step, from those in the states after it. */
  readonly back: (
    place: Place,
    dStates: readonly Row[],
    kept: { readonly before: readonly Row[]; readonly after: readonly Row[]; readonly gates: Gates },
  ) => readonly Row[];
}

export function runBackward(args: Recurrence, { kind, saved, dSequences, dLasts, dInitials, back }: Backward): void {
  const { batch, time, units } = args;
  const layout = savedLayout(args, kind);
  const savedRow = (start: number): Row => saved.subarray(start, start + units);
  for (let example = 0; example < batch; example++) {
    const places = Array.from({ length: time }, (_, step) => placeOf(args, example, step));
    const firstKept = places.findIndex((place) => isKept(args, place));
    const statesAt = (step: number): Row[] => dLasts.map((_, state) => savedRow(layout.stateRow(state, step, example)));
    let dStates: readonly Row[] = dLasts.map((dLast) => rowOf(dLast, example, units));
    for (const place of places.toReversed()) {
      const { step } = place;
      const kept = isKept(args, place);
      // The output of a masked step is an earlier output, unless it is zeros.
      if (kept || (!args.zeroOutput && firstKept !== -1 && firstKept < step)) {
        const dOutput = rowOf(dSequences, example * time + outputPosition(args, step), units);
        dStates = [plus(dStates[0], dOutput), ...dStates.slice(1)];
      }
      if (!kept) continue;
      const gates = [0, 1, 2, 3].map((gate) => savedRow(layout.gateRow(gate, step, example)));
      dStates = back(place, dStates, { before: statesAt(step), after: statesAt(step + 1), gates });
    }
    dInitials.forEach((dInitial, state) => dInitial?.set(dStates[state], example * units));
  }
}

/** x · W of one gate, the input mask applied. [units] */
export function inputProduct(args: Recurrence, place: Place, gate: number): Row {
  return product(maskedInput(args, place, gate), args.kernel, gate * args.units, args.units);
}

/** From the gradient dy in inputProduct: adds to those in W and x. */
export function inputProductBack(args: Recurrence, place: Place, gate: number, dy: Row, gradients: Gradients): void {
  const { features, time, kernel, units } = args;
  const dMasked = productBack(maskedInput(args, place, gate), kernel, gate * units, dy, gradients.kernel);
  const dInput = times(dMasked, inputMaskOf(args, place, gate));
  dInput.forEach((d, i) => {
    gradients.x[(place.example * time + place.position) * features + i] += d;
  });
}

/** (h ∘ mask) · U of one gate. [units] */
export function statePart(args: Recurrence, place: Place, gate: number, h: Row): Row {
  return product(times(h, stateMaskOf(args, place, gate)), args.recurrent, gate * args.units, args.units);
}

/** From the gradient dy in statePart: adds to that in U and returns that in h. */
export function statePartBack(
  args: Recurrence,
  place: Place,
  gate: number,
  h: Row,
  dy: Row,
  gradients: Gradients,
): Row {
  const mask = stateMaskOf(args, place, gate);
  return times(productBack(times(h, mask), args.recurrent, gate * args.units, dy, gradients.recurrent), mask);
}

function maskedInput(args: Recurrence, place: Place, gate: number): Row {
  const { x, time, features } = args;
  return times(rowOf(x, place.example * time + place.position, features), inputMaskOf(args, place, gate));
}

function inputMaskOf({ inputMask, inputMaskGates, features }: Recurrence, { example }: Place, gate: number): Row {
  if (inputMask === null) return new Float64Array(features).fill(1);
  return rowOf(inputMask, example * inputMaskGates + (inputMaskGates === 1 ? 0 : gate), features);
}

/** The recurrent mask of one gate; ones without a mask. */
export function stateMaskOf(args: Recurrence, { example }: Place, gate: number): Row {
  const { recurrentMask, recurrent, units } = args;
  if (recurrentMask === null) return new Float64Array(units).fill(1);
  const gates = recurrent.length / (units * units);
  return rowOf(recurrentMask, example * gates + gate, units);
}

/** v · M, where M is the block of `width` columns from `offset` on of a matrix with as many rows as v has elements. */
export function product(v: Row, matrix: Floats, offset: number, width: number): Row {
  const columns = matrix.length / v.length;
  return Float64Array.from({ length: width }, (_, j) => {
    let total = 0;
    for (let i = 0; i < v.length; i++) total += v[i] * matrix[i * columns + offset + j];
    return total;
  });
}

/** From the gradient dy in v · M: adds vᵀ·dy to dMatrix and returns dy·Mᵀ. */
export function productBack(v: Row, matrix: Floats, offset: number, dy: Row, dMatrix: Float64Array): Row {
  const columns = matrix.length / v.length;
  return Float64Array.from(v, (value, i) => {
    let total = 0;
    dy.forEach((d, j) => {
      const at = i * columns + offset + j;
      dMatrix[at] += value * d;
      total += d * matrix[at];
    });
    return total;
  });
}

/** f of each index: a row whose every element is written as its own equation. */
export function row(units: number, f: (j: number) => number): Row {
  return Float64Array.from({ length: units }, (_, j) => f(j));
}

export function plus(...rows: readonly Row[]): Row {
  return row(rows[0].length, (j) => rows.reduce((total, each) => total + each[j], 0));
}

export function times(a: Row, b: Row): Row {
  return row(a.length, (j) => a[j] * b[j]);
}

/** Adds a row to a part of a sum. */
export function addTo(sums: Float64Array, offset: number, values: Row): void {
  values.forEach((value, j) => {
    sums[offset + j] += value;
  });
}
