/** `import … from "lookback"` in Node: starts the fastest kernels there are, then the library. */
export { started } from "./kernels/started-node.ts";

export * from "./index.ts";
