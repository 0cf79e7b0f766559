import { startNode, type Started } from "./start-node.ts";

/**
 * The kernels, started when this module is first imported: a module runs once, so importing both entry points does not
 * start them twice.
 */
export const started: Started = startNode();
