import { createReference } from "../../kernels/reference.ts";
import type { ClippingCurve, GradientCurve } from "../../report/lab/gradients-data.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import { withBackend } from "../../tensor/backend-in-use.ts";
import { scope } from "../../tensor/memory.ts";
import { checkCount, OptionError } from "../option-error.ts";
import { clippingCurve } from "./clipping.ts";
import { gradientCells, type GradientCell } from "./gradient-cells.ts";
import { gradientFlow, slopeOfLogarithm, type FlowSettings } from "./gradient-flow.ts";

export interface GradientsOptions {
  /** Size of the state. Default: 32. */
  readonly units?: number;
  /** Steps through time. Default: 200. */
  readonly steps?: number;
  /**
   * Largest modulus of the eigenvalues of the recurrent kernel, of every gate's block. Default: 0.5, 0.9, 1, 1.1, 1.5.
   */
  readonly spectralRadius?: readonly number[];
  /** Of weights and inputs. Default: 0. */
  readonly seed?: number;
}

export interface GradientsResult {
  readonly options: GradientsOptions;
  readonly settings: FlowSettings;
  readonly radii: readonly number[];
  readonly curves: readonly GradientCurve[];
  readonly clipping: readonly ClippingCurve[];
  readonly interrupted: boolean;
}

export interface GradientsCallbacks {
  onCurve?(curve: GradientCurve, index: number, curves: number): void;
}

const defaultRadii = [0.5, 0.9, 1, 1.1, 1.5];
/** Sequences whose norms are averaged, and numbers in an input. */
const [batch, features] = [16, 8];

/**
 * How gradients vanish and explode backward through time: for each cell and spectral radius the norm of ∂loss/∂h at k =
 * 0 … steps before the end. Everything is computed in float64 by the reference kernels, since 0.5²⁰⁰ is far below what
 * float32 can hold; the backend in use is put back afterwards. Aborting the signal ends the experiment after the curve
 * under way.
 */
export async function gradientExperiment(
  options: GradientsOptions,
  callbacks: GradientsCallbacks = {},
  signal?: AbortSignal,
): Promise<GradientsResult> {
  const { units = 32, steps = 200, seed = 0, spectralRadius: radii = defaultRadii } = options;
  checkCount("units", units, 1, 1024);
  checkCount("steps", steps, 2, 10_000);
  checkCount("seed", seed, 0);
  if (radii.length === 0)
    throw new OptionError("spectral-radius names no number; help: 0.9, or several such as 0.9,1.1");
  for (const radius of radii) {
    if (!(radius > 0 && radius <= 10))
      throw new OptionError(`a spectral radius is a number above 0 and up to 10, got ${radius}; help: 0.9, 1 or 1.1`);
  }
  const settings: FlowSettings = { units, steps, seed, batch, features };
  const sorted = [...new Set(radii)].toSorted((a, b) => a - b);
  const planned = gradientCells.flatMap((cell) => sorted.map((radius) => ({ cell, radius })));
  const curves: GradientCurve[] = [];
  for (const [index, { cell, radius }] of planned.entries()) {
    if (signal?.aborted) break;
    const curve = inFloat64(() => curveOf(cell, radius, settings));
    curves.push(curve);
    callbacks.onCurve?.(curve, index, planned.length);
    // Ctrl-C is heard between two curves.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (curves.length === 0) signal?.throwIfAborted();
  const clipping = signal?.aborted
    ? []
    : inFloat64(() =>
        sorted.filter((radius) => radius > 1).map((radius) => clippingCurve(gradientCells[0], radius, settings)),
      );
  return { options, settings, radii: sorted, curves, clipping, interrupted: curves.length < planned.length };
}

function curveOf(cell: GradientCell, radius: number, settings: FlowSettings): GradientCurve {
  const { hidden, cell: cellState, saturated } = scope(() => gradientFlow(cell, radius, settings));
  return {
    cell: cell.name,
    title: cell.title,
    radius,
    hidden: hidden.map(finiteOrNull),
    cellState: cellState?.map(finiteOrNull) ?? null,
    slope: finiteOrNull(slopeOfLogarithm(hidden)),
    logRadius: Math.log(radius),
    saturated,
  };
}

function inFloat64<Result>(f: () => Result): Result {
  return withBackend(createReference("float64"), f);
}
