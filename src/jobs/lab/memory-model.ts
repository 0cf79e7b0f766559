import { dense } from "../../layers/dense.ts";
import { gru } from "../../layers/recurrent/gru.ts";
import type { LayerSpec } from "../../layers/layer.ts";
import { lstm } from "../../layers/recurrent/lstm.ts";
import { positionEncoding } from "../../layers/position-encoding.ts";
import { simpleRnn } from "../../layers/recurrent/simple-rnn.ts";
import { transformerEncoder } from "../../layers/transformer/transformer-encoder.ts";
import { sequential } from "../../models/sequential.ts";
import type { Model } from "../../models/model.ts";
import { fold, randomKey, uniform } from "../../tensor/random.ts";
import { assign } from "../../tensor/tensor.ts";
import { lastStep } from "./last-step.ts";
import type { MemoryTask } from "./task.ts";

export const memoryModels = ["simple-rnn", "lstm", "gru", "transformer"] as const;
export type MemoryModel = (typeof memoryModels)[number];

const recurrent = { "simple-rnn": simpleRnn, lstm, gru } as const;

/** Layers of attention, and heads of each where the units suffice. */
const [attentionLayers, heads] = [2, 4];

/**
 * A recurrent layer or a small Transformer, and a dense head. Gated layers start with chrono biases for the longest
 * sequence of the task.
 */
export function memoryModel(
  network: MemoryModel,
  task: MemoryTask,
  { gap, units, seed }: { readonly gap: number; readonly units: number; readonly seed: number },
): Model {
  const body =
    network === "transformer"
      ? transformer(units, task)
      : [recurrent[network]({ units, returnSequences: task.everyStep })];
  const model = sequential([...body, dense({ units: task.outputs })], { input: [null, task.features], seed });
  const bias = model.weights.find(({ name }) => name === "layers.0.bias");
  if (network !== "transformer" && bias !== undefined)
    assign(bias.value, chronoBias(network, units, task.longest(gap), seed));
  return model;
}

/**
 * An encoder that carries nothing from step to step: every step looks at all others directly, however far away, and
 * knows where they are by the waves of Vaswani et al. 2017. Where there is one target, the output is read from the last
 * step, as of the recurrent networks. All steps are seen at once, later ones too; in these tasks they tell nothing of
 * an earlier answer.
 */
function transformer(units: number, { everyStep }: MemoryTask): readonly LayerSpec[] {
  const encoder = transformerEncoder({
    intermediateDim: 4 * units,
    numHeads: Math.min(heads, units),
    normalizeFirst: true,
  });
  return [
    dense({ units }),
    positionEncoding(),
    ...Array.from({ length: attentionLayers }, () => encoder),
    ...(everyStep ? [] : [lastStep()]),
  ];
}

/**
 * Chrono initialization (Tallec & Ollivier 2018, arXiv:1804.11188): the gates that keep the past start with biases ln
 * u, u uniform in [1, T − 1), so that the units forget over times that are spread from one step to the whole sequence;
 * the LSTM's input gate gets the negative. All other biases are 0.
 */
function chronoBias(model: keyof typeof recurrent, units: number, longest: number, seed: number): Float64Array {
  const times = uniform(fold(randomKey(seed), "chrono"), units, 1, Math.max(2, longest - 1)).map(Math.log);
  const bias = new Float64Array({ "simple-rnn": 1, lstm: 4, gru: 6 }[model] * units);
  if (model === "lstm") {
    bias.set(times.map((time) => -time));
    bias.set(times, units);
  }
  if (model === "gru") bias.set(times);
  return bias;
}
