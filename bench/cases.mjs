// The sizes that everything is measured at. A training step is forward, a Dense(1) head on the last state, mean
// absolute error, the backward pass, and an RMSprop update, on fixed random data.
export const sizes = {
  lecture: { batch: 128, time: 240, features: 14, units: 32 },
  imdb: { batch: 128, time: 500, features: 32, units: 32 },
  large: { batch: 64, time: 100, features: 64, units: 256 },
};

/** Multiply-adds of the forward products, counted as two operations each. */
export function forwardOperations({ batch, time, features, units }, gates) {
  return 2 * batch * time * (features + units) * gates * units;
}

export const gates = { simpleRnn: 1, gru: 3, lstm: 4 };

/** Everything that is measured, in its order. */
export const figures = [
  { figure: "gemm" },
  ...Object.keys(sizes).flatMap((size) =>
    Object.keys(gates).flatMap((layer) => [
      { figure: "forward", layer, size },
      { figure: "step", layer, size },
    ]),
  ),
  ...["gru", "lstm"].flatMap((layer) => [
    { figure: "step", layer, size: "lecture", recurrentDropout: 0.2 },
    { figure: "step", layer, size: "lecture", recurrentDropout: 0.2, dropout: 0.2 },
  ]),
];

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
