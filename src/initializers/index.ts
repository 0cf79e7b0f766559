/** Every initializer by the name that layer options and saved models use. */
export { constant, ones, zeros } from "./constant.ts";
export { identity } from "./identity.ts";
export { normal, truncatedNormal } from "./normal.ts";
export { orthogonal } from "./orthogonal.ts";
export { uniform } from "./uniform.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  varianceScaling,
} from "./variance-scaling.ts";
