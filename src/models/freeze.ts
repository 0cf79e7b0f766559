import type { Model, ModelLayer } from "./model.ts";
import type { Weight } from "./weight.ts";

/**
 * Which weights: the names of layers or weights, or the beginnings of them up to a dot ("layers.0", "layers.0.kernel",
 * "encoder"), or a function that says it of each weight.
 */
export type WeightChoice = string | readonly string[] | ((weight: Weight) => boolean);

/**
 * Leaves weights as they are in training: trainers that are compiled afterwards compute no gradients of them, do not
 * decay them, and add no penalties of theirs to the loss. As Keras's layer.trainable = false; not a part of what is
 * saved. Throws a RangeError for a name that fits no weight.
 *
 *   const model = await loadModel("pretrained");
 *   freeze(model, ["layers.0", "layers.1"]);
 *   const trainer = compile(model, { loss: "meanSquaredError" });
 */
export function freeze(model: Pick<Model, "weights">, which: WeightChoice): void {
  for (const weight of chosen(model, which)) weight.frozen = true;
}

/**
 * Takes freezing back. What layers change themselves, such as moving means, is not trained all the same. Default: all
 * weights.
 */
export function unfreeze(model: Pick<Model, "weights">, which: WeightChoice = () => true): void {
  for (const weight of chosen(model, which)) weight.frozen = false;
}

/** Whether a layer has weights, and all of them are frozen. */
export function isFrozen({ weights }: Pick<ModelLayer, "weights">): boolean {
  return weights.length > 0 && weights.every(({ frozen }) => frozen);
}

function chosen({ weights }: Pick<Model, "weights">, which: WeightChoice): readonly Weight[] {
  if (typeof which === "function") return weights.filter(which);
  const names = typeof which === "string" ? [which] : which;
  return names.flatMap((name) => {
    const found = weights.filter((weight) => weight.name === name || weight.name.startsWith(`${name}.`));
    if (found.length > 0) return found;
    throw new RangeError(
      `there is no weight ${name}, and none in a layer ${name}; help: the weights ` +
        `are ${weights.map((weight) => weight.name).join(", ")}`,
    );
  });
}
