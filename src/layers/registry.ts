import * as layers from "./index.ts";

export { layers };

export type LayerKind = keyof typeof layers;
