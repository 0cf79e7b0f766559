import { glorotUniform } from "../../initializers/variance-scaling.ts";
import { add } from "../../ops/add.ts";
import { matmul } from "../../ops/matmul.ts";
import { mean } from "../../ops/mean.ts";
import { fold, normal, randomKey, type RandomKey } from "../../tensor/random.ts";
import { gradients } from "../../tensor/tape.ts";
import { tensor, zeros, type Tensor } from "../../tensor/tensor.ts";
import type { CellState, CellWeights, GradientCell } from "./gradient-cells.ts";
import { recurrentKernel } from "./spectral-radius.ts";

/** How an experiment with gradients is set up. */
export interface FlowSettings {
  readonly units: number;
  /** Steps through time. */
  readonly steps: number;
  readonly batch: number;
  readonly features: number;
  readonly seed: number;
}

/** Norms of gradients at every distance k = 0 … steps from the loss, means over the batch. */
export interface Flow {
  /** ‖∂L/∂h at T − k‖ */
  readonly hidden: readonly number[];
  /** ‖∂L/∂c at T − k‖ of the LSTM's cell state; null for others. */
  readonly cell: readonly number[] | null;
  /** Share of the values of the last state beyond ±0.9. */
  readonly saturated: number;
}

/** The random things of an experiment: the same for every cell and radius but for the shapes. */
export interface Ground {
  readonly weights: CellWeights;
  /** Inputs of each step, [batch, 1, features], standard normal. */
  readonly inputs: readonly Tensor[];
  /** The loss reads the last state through this: [units, 1] of length 1. */
  readonly readout: Tensor;
}

/** Weights of a cell whose recurrent blocks have the radius, inputs, and the loss's readout. */
export function groundOf(cell: GradientCell, radius: number, settings: FlowSettings): Ground {
  const { units, steps, batch, features, seed } = settings;
  const key = fold(randomKey(seed), "gradients");
  const columns = cell.gates * units;
  const bias = cell.bias(units, steps);
  return {
    weights: {
      kernel: tensor(Float64Array.from(glorotUniform()([features, columns], fold(key, "kernel"))), [features, columns]),
      recurrent: tensor(recurrentKernel(units, cell.gates, radius, fold(key, "recurrent")), [units, columns]),
      bias: tensor(bias.values, bias.shape),
    },
    inputs: Array.from({ length: steps }, (_, step) =>
      tensor(normal(fold(fold(key, "inputs"), step), batch * features), [batch, 1, features]),
    ),
    readout: tensor(unitVector(fold(key, "readout"), units), [units, 1]),
  };
}

/**
 * How strongly the loss depends on the state k steps before the end. The recurrence runs step by step from h = 0; the
 * loss of one sequence is L = v · h_T with a random vector v of length 1, so that ‖∂L/∂h_T‖ = 1 and every number is the
 * factor that the backward pass through k steps makes. A disturbance of zeros is added to each state; the loss's
 * gradient in it is the loss's gradient in the state.
 */
export function gradientFlow(cell: GradientCell, radius: number, settings: FlowSettings): Flow {
  const { units, steps, batch } = settings;
  const { weights, inputs, readout } = groundOf(cell, radius, settings);
  const hasCell = cell.gates === 4;
  const nothing = (): Tensor => zeros([batch, units]);
  const onHidden = Array.from({ length: steps + 1 }, nothing);
  const onCell = Array.from({ length: hasCell ? steps + 1 : 0 }, nothing);
  const disturbed = ({ hidden, cell: inner }: CellState, step: number): CellState => ({
    hidden: add(hidden, onHidden[step]),
    cell: inner === null ? null : add(inner, onCell[step]),
  });
  let last: Tensor | undefined;
  const { gradients: stateGradients } = gradients(() => {
    let state = disturbed({ hidden: nothing(), cell: hasCell ? nothing() : null }, 0);
    inputs.forEach((x, step) => {
      state = disturbed(cell.run(x, weights, state), step + 1);
    });
    last = state.hidden;
    return mean(matmul(state.hidden, readout));
  }, [...onHidden, ...onCell]);
  // The mean over the batch divides each sequence's gradient by the batch's size.
  const norms = stateGradients.map((gradient) => batch * meanNorm(gradient, units));
  const values = last?.toArray() ?? new Float64Array();
  return {
    hidden: norms.slice(0, steps + 1).toReversed(),
    cell: hasCell ? norms.slice(steps + 1).toReversed() : null,
    saturated: values.filter((value) => Math.abs(value) > 0.9).length / values.length,
  };
}

/**
 * The factor per step: the slope of the straight line through ln norm against k, by least squares, over the distances
 * at which the norm can be told from zero and infinity. NaN with fewer than two.
 */
export function slopeOfLogarithm(norms: readonly number[]): number {
  const points = norms.flatMap((norm, k) => (norm > 0 && Number.isFinite(norm) ? [{ k, y: Math.log(norm) }] : []));
  const middle = points.reduce((sum, { k }) => sum + k, 0) / points.length;
  const spread = points.reduce((sum, { k }) => sum + (k - middle) ** 2, 0);
  return points.reduce((sum, { k, y }) => sum + (k - middle) * y, 0) / spread;
}

function meanNorm(rows: Tensor, width: number): number {
  const values = Array.from(rows.toArray());
  let sum = 0;
  // hypot, since the squares would leave the range of float64 long before the numbers do.
  for (let from = 0; from < values.length; from += width) sum += Math.hypot(...values.slice(from, from + width));
  return (sum * width) / values.length;
}

function unitVector(key: RandomKey, length: number): Float64Array {
  const vector = normal(key, length);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
