import { fold } from "../../tensor/random.ts";
import { inside, type ExampleShape, type Layer, type LayerSpec, type WeightMaker } from "../layer.ts";

/**
 * Layers one after another as one, for layers that are made of others. Weights: those of the layers, as "layers.0.…"
 * and so on. Each draws by a key of its own.
 */
export function layerStack(kind: string, specs: readonly LayerSpec[], input: ExampleShape, weight: WeightMaker): Layer {
  if (specs.length === 0) throw new TypeError(`${kind} needs at least one layer, got none`);
  let output = input;
  const built = specs.map((spec, i) => {
    const layer = spec.build(output, (name, ...rest) => weight(`${nameOf(i)}.${name}`, ...rest));
    output = layer.output;
    return layer;
  });
  const stateful = built.some((layer) => layer.resetStates !== undefined);
  return {
    output,
    call: (x, context) =>
      built.reduce(
        (current, layer, i) => layer.call(current, inside(nameOf(i), { ...context, key: fold(context.key, i) })),
        x,
      ),
    ...(stateful ? { resetStates: () => built.forEach((layer) => layer.resetStates?.()) } : {}),
  };
}

function nameOf(position: number): string {
  return `layers.${position}`;
}
