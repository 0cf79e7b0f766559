/** `import … from "lookback"` in Node: starts the fastest kernels there are, then the library. */
import "./kernels/started-node.ts";

export * from "./index.ts";
