import { kernels } from "../../kernels/current.ts";
import { record } from "../../tensor/tape.ts";
import { empty, type Tensor } from "../../tensor/tensor.ts";
import { multiply } from "../multiply.ts";
import { scale } from "../scale.ts";
import { lengths } from "./checks.ts";
import { takeFrom } from "./strided.ts";

/** Level and spread of each feature in each window, [batch, 1, n] each. */
export interface WindowStatistics {
  /** The mean over time. */
  readonly mean: Tensor;
  /** √(variance + epsilon), the variance divided by the number of steps. */
  readonly stddev: Tensor;
  /** 1 / stddev */
  readonly inverse: Tensor;
}

/** Of x [batch, time, n]. Constants: no gradient flows through them. */
export function windowStatistics(x: Tensor, epsilon: number): WindowStatistics {
  const [batch, time, n] = lengths("windowStatistics: x", x, "batch", "time", "n");
  const rows = batch * n;
  const windows = takeFrom(x, { lengths: [batch, n, time], strides: [time * n, 1, n] });
  const [y, mean, inverse] = [empty([batch, n, time]), empty([batch, 1, n]), empty([batch, 1, n])];
  kernels.layerNormalization({
    x: windows.storage,
    gamma: null,
    beta: null,
    y: y.storage,
    mean: mean.storage,
    inverse: inverse.storage,
    rows,
    columns: time,
    epsilon,
  });
  return { mean, stddev: inverseSize(inverse), inverse };
}

/** The last step of x [batch, time, n], as [batch, 1, n]; a constant too. */
export function lastStep(x: Tensor): Tensor {
  const [batch, time, n] = lengths("lastStep: x", x, "batch", "time", "n");
  return takeFrom(x, { lengths: [batch, 1, n], strides: [time * n, n, 1], offset: (time - 1) * n });
}

/** 1 / x, element by element. dx = −dy / x². */
export function reciprocal(x: Tensor): Tensor {
  const size = inverseSize(x);
  const y = empty(x.shape);
  kernels.multiply({ a: size.storage, b: size.storage, y: y.storage, size: y.size });
  kernels.multiply({ a: y.storage, b: x.storage, y: y.storage, size: y.size });
  return record(y, [x], (dy) => [scale(multiply(dy, multiply(y, y)), -1)]);
}

/** 1 / |x|: the inverse that normalization has of rows of one element. Not recorded. */
function inverseSize(x: Tensor): Tensor {
  const [y, inverse] = [empty(x.shape), empty(x.shape)];
  const sizes = { rows: x.size, columns: 1, epsilon: 0 };
  kernels.rmsNormalization({ x: x.storage, gamma: null, y: y.storage, inverse: inverse.storage, ...sizes });
  return inverse;
}
