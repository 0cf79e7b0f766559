// Multi-head self-attention over [batch, length, width], mean absolute error of its output, RMSprop.
import { compile, multiHeadAttention, randomKey, sequential, tensor, uniform } from "lookback";

export function attentionStep({ batch, length, width, heads }) {
  const model = sequential([multiHeadAttention({ numHeads: heads, keyDim: width / heads })], {
    input: [length, width],
  });
  const trainer = compile(model, { optimizer: "rmsprop", loss: "meanAbsoluteError" });
  const random = (seed) => tensor(uniform(randomKey(seed), batch * length * width, -1, 1), [batch, length, width]);
  const [x, y] = [random(1), random(2)];
  const data = { steps: 1, batch: () => ({ x, y }) };
  return async () => (await trainer.fit(data)).loss.at(-1);
}
