// What is timed side by side. A case's family says which program of a peer's folder runs it; the rest are that
// program's sizes.

const recurrent = { family: "recurrent", recurrentDropout: 0, variant: "plain" };
/** [128, 240, 14], the lecture's windows of two hours' steps over ten days. */
const lecture = { ...recurrent, batch: 128, time: 240, features: 14, units: 32 };
const large = { ...recurrent, batch: 64, time: 100, features: 64, units: 256 };
const middle = { ...recurrent, batch: 64, time: 100, features: 32 };

const layers = ["simpleRnn", "lstm", "gru"];

/** Every recurrent layer at several widths, and with all that is often asked of it. */
const grid = layers.flatMap((layer) => [
  ...[8, 32, 128, 512].map((units) => ({ case: `${layer}-${units}`, layer, ...middle, units })),
  { case: `${layer}-128-recurrent-dropout`, layer, ...middle, units: 128, recurrentDropout: 0.3 },
  ...["masked", "bidirectional", "stacked"].map((variant) => ({
    case: `${layer}-128-${variant}`,
    layer,
    ...middle,
    units: 128,
    variant,
  })),
  ...(layer === "simpleRnn"
    ? []
    : [{ case: `${layer}-128-layer-normalized`, layer, ...middle, units: 128, variant: "layerNormalized" }]),
]);

/** Multi-head self-attention, 4,096 tokens in all. */
const attention = [64, 256, 512].flatMap((width) =>
  [64, 256, 1024, 2048].map((length) => ({
    case: `attention-${width}-${length}`,
    family: "attention",
    batch: 4096 / length,
    length,
    width,
    heads: width === 64 ? 4 : 8,
  })),
);

/** An encoder–decoder of 3 + 3 layers on 64 sentence pairs of 24 tokens. */
const translator = {
  family: "transformer",
  layers: 3,
  width: 256,
  feedForward: 1024,
  heads: 8,
  vocabulary: 8000,
  batch: 64,
  time: 24,
};

/** Cases by what they are measured for; each group has a result file of its own. */
export const groups = {
  lecture: [
    ...layers.toReversed().map((layer) => ({ case: `${layer}-lecture`, layer, ...lecture })),
    { case: "gru-lecture-recurrent-dropout", layer: "gru", ...lecture, recurrentDropout: 0.5 },
    { case: "lstm-imdb", layer: "lstm", ...recurrent, batch: 128, time: 500, features: 32, units: 32 },
    { case: "gru-large", layer: "gru", ...large },
    { case: "lstm-large", layer: "lstm", ...large },
  ],
  recurrent: grid,
  attention,
  transformer: [
    { case: "transformer-training-step", ...translator, task: "train" },
    { case: "transformer-greedy", ...translator, task: "greedy" },
  ],
};
