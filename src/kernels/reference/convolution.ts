import type { ReferenceKernels } from "./types.ts";

type Sizes = Pick<
  Parameters<ReferenceKernels["convolution"]>[0],
  "batch" | "time" | "channels" | "outputTime" | "filters" | "width" | "stride" | "dilation" | "padding"
>;

/** Where an element of x, of the kernel and of y lie that meet in one product. */
interface Product {
  readonly x: number;
  readonly kernel: number;
  readonly y: number;
}

/** Calls `visit` for every product of the convolution. */
function eachProduct(sizes: Sizes, visit: (at: Product) => void): void {
  const { batch, time, channels, outputTime, filters, width, stride, dilation, padding } = sizes;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < outputTime; t++) {
      for (let k = 0; k < width; k++) {
        const step = t * stride + k * dilation - padding;
        if (step < 0 || step >= time) continue;
        for (let channel = 0; channel < channels; channel++) {
          for (let filter = 0; filter < filters; filter++) {
            visit({
              x: (b * time + step) * channels + channel,
              kernel: (k * channels + channel) * filters + filter,
              y: (b * outputTime + t) * filters + filter,
            });
          }
        }
      }
    }
  }
}

export const convolution: ReferenceKernels["convolution"] = ({ x, kernel, bias, y, ...sizes }) => {
  const { batch, outputTime, filters } = sizes;
  const total = Float64Array.from({ length: batch * outputTime * filters }, (_, i) => bias?.[i % filters] ?? 0);
  eachProduct(sizes, (at) => {
    total[at.y] += x[at.x] * kernel[at.kernel];
  });
  y.set(total);
};

export const convolutionGradient: ReferenceKernels["convolutionGradient"] = (args) => {
  const { x, kernel, dy, dx, dKernel, dBias, ...sizes } = args;
  const { batch, time, channels, outputTime, filters, width } = sizes;
  const xSums = new Float64Array(batch * time * channels);
  const kernelSums = new Float64Array(width * channels * filters);
  eachProduct(sizes, (at) => {
    xSums[at.x] += dy[at.y] * kernel[at.kernel];
    kernelSums[at.kernel] += dy[at.y] * x[at.x];
  });
  const biasSums = new Float64Array(filters);
  for (let i = 0; i < batch * outputTime * filters; i++) biasSums[i % filters] += dy[i];
  dx?.set(xSums);
  dKernel.set(kernelSums);
  dBias?.set(biasSums);
};
