/** Tests run on the kernels a user gets: native if built, else WebAssembly, or what LOOKBACK_KERNELS demands. */
import { startNode } from "../src/kernels/start-node.ts";

startNode();
