/** Every constraint by the name that layer options and saved models use. */
export { nonNegative } from "./non-negative.ts";
export { maxNorm, minMaxNorm, unitNorm } from "./norms.ts";
