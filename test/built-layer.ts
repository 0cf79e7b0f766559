import type { ExampleShape, Layer, LayerSpec } from "../src/layers/layer.ts";
import { fold, normal, randomKey } from "../src/tensor/random.ts";
import { size } from "../src/tensor/shape.ts";
import { tensor, type Tensor } from "../src/tensor/tensor.ts";

/** A layer built alone, with weights that all differ, and those weights. */
export interface BuiltLayer {
  readonly layer: Layer;
  readonly weights: ReadonlyMap<string, Tensor>;
}

/** Builds a layer for a test: its weights are normal numbers of deviation 0.5, whatever its initializers. */
export function builtLayer(spec: LayerSpec, input: ExampleShape, seed = 1): BuiltLayer {
  const weights = new Map<string, Tensor>();
  const layer = spec.build(input, (name, shape) => {
    const weight = tensor(
      normal(fold(randomKey(seed), name), size(shape)).map((z) => z / 2),
      shape,
    );
    weights.set(name, weight);
    return weight;
  });
  return { layer, weights };
}

/** A tensor of normal numbers. */
export function normalTensor(shape: readonly number[], seed: number): Tensor {
  return tensor(normal(randomKey(seed), size(shape)), shape);
}
