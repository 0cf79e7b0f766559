/** `import … from "lookback"` in Node: starts the fastest kernels there are, then the library. */
import { startNode } from "./kernels/start-node.ts";

startNode();

export * from "./index.ts";
