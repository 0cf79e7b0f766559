import { dense } from "../../layers/dense.ts";
import { gru } from "../../layers/gru.ts";
import { lstm } from "../../layers/lstm.ts";
import { simpleRnn } from "../../layers/simple-rnn.ts";
import { sequential } from "../../models/sequential.ts";
import type { Model } from "../../models/model.ts";
import { fold, randomKey, uniform } from "../../tensor/random.ts";
import { assign } from "../../tensor/tensor.ts";
import type { MemoryTask } from "./task.ts";

export const memoryRungs = ["simple-rnn", "lstm", "gru"] as const;
export type MemoryRung = (typeof memoryRungs)[number];

const bodies = { "simple-rnn": simpleRnn, lstm, gru } as const;

/** One recurrent layer and a dense head. Gated layers start with chrono biases for the longest sequence of the task. */
export function memoryModel(
  rung: MemoryRung,
  task: MemoryTask,
  { gap, units, seed }: { readonly gap: number; readonly units: number; readonly seed: number },
): Model {
  const layer = bodies[rung]({ units, returnSequences: task.everyStep });
  const head = dense({ units: task.outputs, activation: task.headActivation });
  const model = sequential([layer, head], { input: [null, task.features], seed });
  const bias = model.weights.find(({ name }) => name === "layers.0.bias");
  if (bias !== undefined) assign(bias.value, chronoBias(rung, units, task.longest(gap), seed));
  return model;
}

/**
 * Chrono initialization (Tallec & Ollivier 2018, arXiv:1804.11188): the gates that keep the past start with biases ln u, u uniform in [1, T − 1), so that
 * the units forget over times that are spread from one step to the whole sequence; the LSTM's input gate gets the negative. All other biases are 0.
 */
function chronoBias(rung: MemoryRung, units: number, longest: number, seed: number): Float64Array {
  const times = uniform(fold(randomKey(seed), "chrono"), units, 1, Math.max(2, longest - 1)).map(Math.log);
  const bias = new Float64Array({ "simple-rnn": 1, lstm: 4, gru: 6 }[rung] * units);
  if (rung === "lstm") {
    bias.set(times.map((time) => -time));
    bias.set(times, units);
  }
  if (rung === "gru") bias.set(times);
  return bias;
}
