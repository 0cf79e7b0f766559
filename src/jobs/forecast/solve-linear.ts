import type { Dataset } from "../../data/dataset.ts";
import { sequential } from "../../models/sequential.ts";
import type { Model } from "../../models/model.ts";
import { setWeights } from "../../models/weight.ts";
import { createYielder } from "../../training/event-loop.ts";
import { layersOf } from "./candidates.ts";
import type { Prepared } from "./prepared.ts";
import { momentsOf, ridge, withoutMeans, type LinearMap, type Moments } from "./ridge.ts";
import type { Refitting, Trained } from "./train.ts";
import { meanAbsoluteErrors, momentsOver } from "./window-moments.ts";

/** Inputs of the regression, at most: its cost grows with their square, and with the third power. */
const mostInputs = 512;
/** Latest parts of the window that are tried. */
const parts = [1 / 8, 1 / 4, 1 / 2, 1];
/** Penalties that are tried, in shares of the inputs' variance. */
const penalties = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * The model `linear` with the weights of ridge regression, solved at once rather than trained in steps. How far back it
 * looks within the window, its penalty, and whether the mean change over the training windows counts, as a drift, are
 * those with the least mean absolute validation error. Where windows have more than 512 inputs, the regression reads
 * the latest of the target first, then the latest of the other columns, and the other weights are 0.
 */
export async function solveLinear(prepared: Prepared, seed: number, signal: AbortSignal | undefined): Promise<Trained> {
  const { geometry, data, meaning, targetColumn, train, validation } = prepared;
  const used = usedInputs(geometry.steps, data.shape[1], targetColumn);
  const began = performance.now();
  const { moments, batches } = await momentsOver(train, used, geometry.horizons.length, signal);
  const maps: LinearMap[] = [];
  const choices = signal?.aborted ? [] : allChoices();
  const yieldToEventLoop = createYielder();
  for (const choice of choices) {
    maps.push(solved(choice, moments, used, prepared));
    await yieldToEventLoop();
  }
  const losses = await meanAbsoluteErrors(maps, validation, used);
  const least = losses.reduce((at, loss, i) => (loss < (losses[at] ?? Infinity) ? i : at), 0);
  const best = maps.length === 0 ? null : { map: maps[least], loss: losses[least], choice: choices[least] };
  const seconds = (performance.now() - began) / 1000;
  const [loss] = best === null ? [null] : await meanAbsoluteErrors([best.map], firstOf(train, batches), used);
  return {
    network: { model: modelOf(best?.map ?? null, used, prepared, seed), meaning },
    history: {
      model: "linear",
      loss: best === null ? [] : [loss],
      validationLoss: best === null ? [] : [best.loss],
      bestEpoch: best === null ? null : 1,
    },
    epochs: best === null ? 0 : 1,
    bestEpoch: best === null ? null : 1,
    seconds,
    secondsPerEpoch: best === null ? null : seconds,
    interrupted: best === null,
    note: null,
    async refit(windows, aborted) {
      const all = await momentsOver(windows.train, used, geometry.horizons.length, aborted);
      const map = best === null ? null : solved(best.choice, all.moments, used, windows);
      return { model: modelOf(map, used, windows, seed), meaning };
    },
  };
}

/** What is chosen on the validation split. */
interface Choice {
  /** The latest part of the window that is read. */
  readonly part: number;
  readonly penalty: number;
  /** Whether the mean change over the training windows counts, as a drift. */
  readonly drift: boolean;
}

function allChoices(): readonly Choice[] {
  return parts.flatMap((part) =>
    penalties.flatMap((penalty) => [true, false].map((drift) => ({ part, penalty, drift }))),
  );
}

/** Ridge regression of the used inputs; those outside the chosen part count for nothing. */
function solved(
  { part, penalty, drift }: Choice,
  moments: Moments,
  used: readonly number[],
  { geometry: { steps }, data }: Refitting,
): LinearMap {
  const latest = used.flatMap((input, i) =>
    Math.floor(input / data.shape[1]) >= steps - Math.ceil(steps * part) ? [i] : [],
  );
  const some = momentsOf(latest, moments);
  return among(used.length, latest, ridge(drift ? some : withoutMeans(some), penalty));
}

/** The network with the weights of a map of the used inputs; with none, the naive forecast. */
function modelOf(
  map: LinearMap | null,
  used: readonly number[],
  { geometry: { steps, horizons }, data, meaning, targetColumn: target }: Refitting,
  seed: number,
): Model {
  const width = data.shape[1];
  const outputs = horizons.length;
  const model = sequential(layersOf("linear", outputs, meaning, { steps, columns: width, target }), {
    input: [steps, width],
    seed,
  });
  if (map === null) return model;
  const last = model.layers.length - 1;
  const kernel = new Float64Array(steps * width * outputs);
  used.forEach((input, i) => kernel.set(map.kernel.subarray(i * outputs, (i + 1) * outputs), input * outputs));
  setWeights(
    model.weights,
    new Map([
      [`layers.${last}.kernel`, { shape: [steps * width, outputs], values: kernel }],
      [`layers.${last}.bias`, { shape: [outputs], values: map.bias }],
    ]),
  );
  return model;
}

/** A map of some of the inputs as one of all of them: the others count for nothing. */
function among(inputs: number, some: readonly number[], { kernel, bias }: LinearMap): LinearMap {
  const outputs = bias.length;
  const all = new Float64Array(inputs * outputs);
  some.forEach((input, i) => all.set(kernel.subarray(i * outputs, (i + 1) * outputs), input * outputs));
  return { kernel: all, bias };
}

/**
 * Which inputs of a window [steps, width] count: the target's latest, then as many of the latest others as there may
 * be, at least one of each column.
 */
export function usedInputs(steps: number, width: number, target: number, most = mostInputs): readonly number[] {
  const own = Math.min(steps, most);
  const others = width > 1 ? Math.max(1, Math.min(steps, Math.floor((most - own) / (width - 1)))) : 0;
  return Array.from({ length: steps * width }, (_, input) => input).filter(
    (input) => Math.floor(input / width) >= steps - (input % width === target ? own : others),
  );
}

function firstOf(windows: Dataset, steps: number): Dataset {
  return { steps, batch: (index) => windows.batch(index) };
}
