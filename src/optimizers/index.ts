/** Every optimizer by its name. */
export { adadelta } from "./adadelta.ts";
export { adagrad } from "./adagrad.ts";
export { adam, adamW } from "./adam.ts";
export { lion } from "./lion.ts";
export { nadam } from "./nadam.ts";
export { rmsprop } from "./rmsprop.ts";
export { sgd } from "./sgd.ts";
