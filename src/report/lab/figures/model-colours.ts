import type { ColourName } from "../../drawing/colours.ts";

const paints: Readonly<Record<string, ColourName>> = {
  "simple-rnn": "naive",
  lstm: "best",
  gru: "validation",
  transformer: "training",
};

/** The colour of a network in the figures of memory tests, the same in all of them. */
export function modelColour(model: string): ColourName {
  return Object.hasOwn(paints, model) ? paints[model] : "ink";
}
