/** Imported for its effect, which a module has once: the kernels are started, and importing both entry points does not start them twice. */
import { startNode } from "./start-node.ts";

startNode();
