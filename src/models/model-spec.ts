import type { ExampleShape, MultiInputLayerSpec, LayerSpec } from "../layers/layer.ts";
import type { RecurrentSpec } from "./recurrent-options.ts";
import type { LanguageModelSpec, TransformerSpec } from "./transformer-options.ts";

/** What a saved model stores besides its weights: enough to make it again. */
export type ModelSpec =
  SequentialSpec | FunctionalSpec | CustomSpec | RecurrentSpec | TransformerSpec | LanguageModelSpec;

/** What a saved sequential model stores. `Layer` is a layer's kind and options. */
export interface SequentialSpec<Layer = Pick<LayerSpec, "kind" | "options">> {
  readonly kind: "sequential";
  readonly input: ExampleShape;
  readonly layers: readonly Layer[];
}

/** What a saved functional model stores. `Layer` is a layer's kind and options. */
export interface FunctionalSpec<Layer = Pick<LayerSpec | MultiInputLayerSpec, "kind" | "options">> {
  readonly kind: "functional";
  readonly inputs: readonly SavedInput[];
  /** Each once, however often it is applied. */
  readonly layers: readonly (Layer & { readonly name: string })[];
  /** Each after those that it reads of. */
  readonly calls: readonly { readonly layer: string; readonly inputs: readonly SavedTensor[] }[];
  readonly outputs: readonly SavedTensor[];
}

export interface SavedInput {
  readonly name: string;
  readonly shape: ExampleShape;
  readonly dtype: "float" | "int32" | null;
}

/** An input by its name, or an output, from 0, of a call by its place in calls. */
export type SavedTensor = { readonly input: string } | { readonly call: number; readonly output: number };

/** What a saved custom model stores. */
export interface CustomSpec {
  readonly kind: "custom";
  readonly name: string;
  readonly options: unknown;
}
