import type { PairDataset } from "../../data/text/pair-dataset.ts";
import type { Model } from "../../models/model.ts";
import { softmaxCrossentropy } from "../../ops/softmax-crossentropy.ts";
import { scope } from "../../tensor/memory.ts";
import { createYielder } from "../../training/event-loop.ts";

/** Mean losses per target token. */
export interface TokenLosses {
  /** With label smoothing, as in training. */
  readonly smoothed: number;
  /** −ln p of the right token; e to it is the perplexity. */
  readonly plain: number;
}

/** The label of padding, which counts for nothing. */
export const padding = 0;

/** The losses of a model on pairs, every token counted once, dropout off. */
export async function tokenLosses(model: Model, pairs: PairDataset, labelSmoothing: number): Promise<TokenLosses> {
  const yieldToEventLoop = createYielder();
  let [tokens, smoothed, plain] = [0, 0, 0];
  for (let step = 0; step < pairs.steps; step++) {
    scope(() => {
      const { x, y } = pairs.batch(step);
      const count = pairs.sizeOf(step).targetTokens;
      const logits = model.call(x);
      const lossOf = (smoothing: number): number =>
        softmaxCrossentropy(logits, y, { labelSmoothing: smoothing, ignoredLabel: padding }).toArray()[0];
      smoothed += count * lossOf(labelSmoothing);
      plain += count * lossOf(0);
      tokens += count;
    });
    await yieldToEventLoop();
  }
  return { smoothed: smoothed / tokens, plain: plain / tokens };
}
