/** Learning rates that change while a model trains: adam({ learningRate: schedules.noam({ modelSize: 512 }) }). */
export { constant, type ConstantOptions } from "./constant.ts";
export {
  cosineDecay,
  cosineDecayRestarts,
  type CosineDecayOptions,
  type CosineDecayRestartsOptions,
} from "./cosine-decay.ts";
export { exponentialDecay, inverseTimeDecay, type ExponentialDecayOptions } from "./exponential-decay.ts";
export { inverseSquareRoot, noam, type InverseSquareRootOptions, type NoamOptions } from "./inverse-square-root.ts";
export { piecewiseConstantDecay, type PiecewiseConstantDecayOptions } from "./piecewise-constant-decay.ts";
export { polynomialDecay, type PolynomialDecayOptions } from "./polynomial-decay.ts";
export type { Schedule } from "./schedule.ts";
