/** Every regularizer by the name that layer options and saved models use. */
export { l1, l1L2, l2 } from "./l1-l2.ts";
