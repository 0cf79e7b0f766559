import { checkOptions } from "../tensor/options.ts";
import { kernels } from "../kernels/current.ts";
import { record } from "../tensor/tape.ts";
import { empty, type Tensor } from "../tensor/tensor.ts";
import { checkCount, checkShape, lengths } from "./shared/checks.ts";
import { timeWindows, type Padding } from "./shared/time-windows.ts";

export interface ConvolutionOptions {
  /** Steps from one output to the next. Default: 1. */
  readonly stride?: number;
  /** Steps from one tap of the kernel to the next. Default: 1. */
  readonly dilation?: number;
  /** What lies outside x counts as zeros; how much of it is seen: shared/time-windows.ts. Default: valid, none. */
  readonly padding?: Padding;
}

/**
 * y[b, t] = Σ over taps k of x[b, t·stride + k·dilation − padding] · kernel[k] + bias.
 * x [batch, time, channels], kernel [width, channels, filters], bias [filters] or null → [batch, outputTime, filters].
 */
export function convolution(x: Tensor, kernel: Tensor, bias: Tensor | null, options: ConvolutionOptions = {}): Tensor {
  checkOptions("convolution", options, { stride: true, dilation: true, padding: true });
  const { stride = 1, dilation = 1, padding = "valid" } = options;
  const [batch, time, channels] = lengths("convolution: x", x, "batch", "time", "channels");
  const [width, , filters] = lengths("convolution: kernel", kernel, "width", "channels", "filters");
  checkShape("convolution: kernel", kernel, [width, channels, filters]);
  if (bias !== null) checkShape("convolution: bias", bias, [filters]);
  checkCount("convolution: width", width);
  checkCount("convolution: dilation", dilation);
  const windows = timeWindows("convolution", time, (width - 1) * dilation + 1, stride, padding);
  const sizes = { batch, time, channels, filters, width, stride, dilation, ...windows };
  const y = empty([batch, windows.outputTime, filters]);
  kernels.convolution({
    x: x.storage,
    kernel: kernel.storage,
    bias: bias?.storage ?? null,
    y: y.storage,
    ...sizes,
  });
  return record(y, [x, kernel, bias], (dy, [wantsX, , wantsBias]) => {
    const dx = wantsX ? empty(x.shape) : null;
    const dKernel = empty(kernel.shape);
    const dBias = wantsBias ? empty([filters]) : null;
    kernels.convolutionGradient({
      x: x.storage,
      kernel: kernel.storage,
      dy: dy.storage,
      dx: dx?.storage ?? null,
      dKernel: dKernel.storage,
      dBias: dBias?.storage ?? null,
      ...sizes,
    });
    return [dx, dKernel, dBias];
  });
}
