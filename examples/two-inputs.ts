// What flats cost, and whether that is dear, from a text and from numbers: two inputs that meet, and two outputs. The
// flats are made up.
import { adam, apply, compile, dense, embedding, functional, gru, input, intTensor } from "lookback";
import { ops, padSequences, tensor, toMermaid, Vocabulary } from "lookback";

const worth = new Map(Object.entries({ sunny: 30, quiet: 20, dark: -25, noisy: -20, renovated: 40 }));
const flats = Array.from({ length: 600 }, (_, i) => {
  const words = [...worth.keys()].filter((_word, k) => (i * i * (k + 3) + k * i) % 7 < 3);
  const [area, floor] = [30 + ((i * 37) % 90), (i * 11) % 6];
  const price = 3 * area + 5 * floor + words.reduce((sum, word) => sum + (worth.get(word) ?? 0), 0);
  return { text: `a ${words.join(" ")} flat`, numbers: [area / 100, floor / 6], price: price / 100 };
});
const vocabulary = Vocabulary.fit(flats.map(({ text }) => text));
const padded = padSequences(flats.map(({ text }) => vocabulary.encode(text)));
const x = [intTensor(padded.values, padded.shape), tensor(flats.map(({ numbers }) => numbers))];
const prices = tensor(flats.map(({ price }) => [price]));
const areDear = tensor(flats.map(({ price }) => [price > 2 ? 1 : 0]));

const description = input([null], { name: "description", dtype: "int32" });
const numbers = input([2], { name: "numbers" });
const words = apply(embedding({ inputDim: vocabulary.size, outputDim: 6, maskZero: true }), description);
const both = apply(
  {
    kind: "beside", // a layer of one's own: it puts its inputs side by side
    options: {},
    buildMultiInput: () => ({
      outputs: [[8 + 2]],
      call: (inputs) => [{ value: ops.concatenate(inputs.map(({ value }) => value)), mask: null }],
    }),
  },
  [apply(gru({ units: 8 }), words), numbers],
);
const hidden = apply(dense({ units: 12, activation: "relu" }), both);
const model = functional({
  inputs: [description, numbers],
  outputs: [
    apply(dense({ units: 1 }), hidden, { name: "price" }),
    apply(dense({ units: 1, activation: "sigmoid" }), hidden, { name: "isDear" }),
  ],
});
console.log(model.summary());
console.log(toMermaid(model));

const trainer = compile(model, {
  optimizer: adam({ learningRate: 0.01 }),
  loss: { price: "meanAbsoluteError", isDear: "binaryCrossentropy" },
  lossWeights: { price: 1, isDear: 0.5 },
  metrics: { isDear: "binaryAccuracy" },
});
const { metrics } = await trainer.fit({ x, y: [prices, areDear] }, { epochs: 60, validationSplit: 0.25 });
const [error, accuracy] = [metrics["valPriceLoss"].at(-1) ?? NaN, metrics["valIsDearBinaryAccuracy"].at(-1) ?? NaN];
console.log(
  `new flats: mean error of the price ${(100 * error).toFixed(1)}, ${(100 * accuracy).toFixed(0)} % told right`,
);
