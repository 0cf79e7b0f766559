// The encoder–decoder: a training step with Adam, label smoothing and dropout, or greedy decoding of as many tokens as
// a target has, with its cache.
import {
  adam,
  beginDecoding,
  compile,
  greedy,
  integers,
  intTensor,
  randomKey,
  scope,
  sparseCategoricalCrossentropy,
  transformer,
  transformerDecoder,
} from "lookback";

export function transformerTask({ layers, width, feedForward, heads, vocabulary, batch, time, task }) {
  const model = transformer({
    numLayers: layers,
    hiddenDim: width,
    intermediateDim: feedForward,
    numHeads: heads,
    vocabularySize: vocabulary,
    dropout: 0.1,
  });
  const tokens = (seed) => intTensor(integers(randomKey(seed), batch * time, 1, vocabulary), [batch, time]);
  const source = tokens(1);
  if (task === "greedy") {
    const first = new Int32Array(batch).fill(1);
    return () =>
      scope(() => {
        const start = { state: beginDecoding(model, source), tokens: first };
        const found = greedy(transformerDecoder(model), start, { end: null, maxLength: time });
        return found.length;
      });
  }
  const trainer = compile(model, {
    optimizer: adam({ learningRate: 1e-4, beta2: 0.98, epsilon: 1e-9 }),
    loss: sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1, ignoreClass: 0 }),
  });
  const [target, labels] = [tokens(2), tokens(3)];
  const data = { steps: 1, batch: () => ({ x: [source, target], y: labels }) };
  return async () => (await trainer.fit(data)).loss.at(-1);
}
