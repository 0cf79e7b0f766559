import type { ExampleShape, LayerSpec } from "../layers/layer.ts";
import type { CustomSpec } from "./custom-model.ts";
import type { FunctionalSpec } from "./functional-spec.ts";
import type { RecurrentSpec } from "./recurrent-options.ts";
import type { LanguageModelSpec, TransformerSpec } from "./transformer-options.ts";

/** What a saved model stores besides its weights: enough to make it again. */
export type ModelSpec =
  SequentialSpec | FunctionalSpec | CustomSpec | RecurrentSpec | TransformerSpec | LanguageModelSpec;

export interface SequentialSpec {
  readonly kind: "sequential";
  readonly input: ExampleShape;
  readonly layers: readonly Pick<LayerSpec, "kind" | "options">[];
}
