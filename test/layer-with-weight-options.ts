import type { LayerSpec, WeightOptions } from "../src/layers/layer.ts";

/** A layer whose weights, by their names in it, get more options. */
export function withWeightOptions<Kind extends string>(
  spec: LayerSpec<Kind>,
  options: Readonly<Record<string, WeightOptions>>,
): LayerSpec<Kind> {
  return {
    kind: spec.kind,
    options: spec.options,
    build: (input, weight) =>
      spec.build(input, (name, shape, initializer, own = {}) =>
        weight(name, shape, initializer, { ...own, ...options[name] }),
      ),
  };
}
