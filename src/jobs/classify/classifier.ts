import type { Dataset } from "../../data/dataset.ts";
import type { Model } from "../../models/model.ts";
import { scope } from "../../tensor/memory.ts";
import { createYielder } from "../../training/event-loop.ts";

/** What gives probabilities: a trained model, or how frequent each class was. */
export type Classifier =
  | { readonly kind: "network"; readonly model: Model }
  | { readonly kind: "majority"; readonly shares: readonly number[] };

/**
 * Probabilities of all classes for all texts of a data set in its order, [rows, classes]. The rows are those of one
 * pass.
 */
export async function probabilitiesOf(
  classifier: Classifier,
  texts: { readonly dataset: Dataset; readonly rows: number },
  classes: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const probabilities = new Float64Array(texts.rows * classes);
  if (classifier.kind === "majority") {
    probabilities.forEach((_, i) => (probabilities[i] = classifier.shares[i % classes]));
    return probabilities;
  }
  const yieldToEventLoop = createYielder();
  let row = 0;
  for (let step = 0; step < texts.dataset.steps; step++) {
    signal?.throwIfAborted();
    const output = scope(() => classifier.model.call(texts.dataset.batch(step).x).toArray());
    if (classes === 2) {
      for (const p of output) {
        probabilities[2 * row] = 1 - p;
        probabilities[2 * row + 1] = p;
        row++;
      }
    } else {
      probabilities.set(output, row * classes);
      row += output.length / classes;
    }
    await yieldToEventLoop();
  }
  return probabilities;
}
