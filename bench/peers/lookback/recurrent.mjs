// A recurrent layer over [batch, time, features], dense(1) on its last state, mean absolute error, RMSprop.
import * as lookback from "lookback";

const { bidirectional, compile, dense, randomKey, sequential, tensor, uniform } = lookback;

/** The layers before the head. */
function stack({ layer, units, recurrentDropout, variant }) {
  const options = { units, recurrentDropout };
  const make = (own = {}) => lookback[layer]({ ...options, ...own });
  switch (variant) {
    case "bidirectional":
      return [bidirectional({ layer: make() })];
    case "stacked":
      return [make({ returnSequences: true }), make()];
    case "masked":
      return [lookback.masking({ maskValue: 0 }), make()];
    case "layerNormalized":
      return [lookback[layer === "lstm" ? "layerNormLstm" : "layerNormGru"](options)];
    default:
      return [make()];
  }
}

export function recurrentStep(sizes) {
  const { batch, time, features } = sizes;
  const model = sequential([...stack(sizes), dense({ units: 1 })], { input: [time, features] });
  const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
  const numbers = uniform(randomKey(1), batch * time * features, -1, 1);
  if (sizes.variant === "masked") blank(numbers, sizes);
  const x = tensor(numbers, [batch, time, features]);
  const y = tensor(uniform(randomKey(2), batch, -1, 1), [batch, 1]);
  const data = { steps: 1, batch: () => ({ x, y }) };
  return async () => (await trainer.fit(data)).loss.at(-1);
}

/** Example i keeps its first half and some of the rest: lengths from time / 2 to time. */
function blank(numbers, { batch, time, features }) {
  for (let example = 0; example < batch; example++) {
    const length = Math.ceil(time / 2 + (time / 2) * (example / (batch - 1)));
    numbers.fill(0, (example * time + length) * features, (example + 1) * time * features);
  }
}
