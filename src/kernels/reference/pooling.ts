import { isLarger } from "./masks.ts";
import type { ReferenceKernels } from "./types.ts";

export const maxPooling: ReferenceKernels["maxPooling"] = (args) => {
  const { x, y, winners, batch, time, channels, outputTime, pool, stride, padding } = args;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < outputTime; t++) {
      const first = Math.max(t * stride - padding, 0);
      const end = Math.min(t * stride - padding + pool, time);
      for (let channel = 0; channel < channels; channel++) {
        const at = (step: number): number => x[(b * time + step) * channels + channel];
        let winner = first;
        for (let step = first + 1; step < end; step++) if (isLarger(at(step), at(winner))) winner = step;
        const i = (b * outputTime + t) * channels + channel;
        y[i] = at(winner);
        winners[i] = winner;
      }
    }
  }
};

export const maxPoolingGradient: ReferenceKernels["maxPoolingGradient"] = (args) => {
  const { winners, dy, dx, batch, time, channels, outputTime } = args;
  const sums = new Float64Array(batch * time * channels);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < outputTime; t++) {
      for (let channel = 0; channel < channels; channel++) {
        const i = (b * outputTime + t) * channels + channel;
        sums[(b * time + winners[i]) * channels + channel] += dy[i];
      }
    }
  }
  dx.set(sums);
};

export const averagePooling: ReferenceKernels["averagePooling"] = (args) => {
  const { x, y, batch, channels, outputTime } = args;
  for (let i = 0; i < batch * outputTime * channels; i++) {
    const places = placesOfWindow(args, i);
    y[i] = places.reduce((sum, place) => sum + x[place], 0) / places.length;
  }
};

export const averagePoolingGradient: ReferenceKernels["averagePoolingGradient"] = (args) => {
  const { dy, dx, batch, channels, outputTime } = args;
  const sums = new Float64Array(dx.length);
  for (let i = 0; i < batch * outputTime * channels; i++) {
    const places = placesOfWindow(args, i);
    for (const place of places) sums[place] += dy[i] / places.length;
  }
  dx.set(sums);
};

interface Windows {
  readonly time: number;
  readonly channels: number;
  readonly outputTime: number;
  readonly pool: number;
  readonly stride: number;
  readonly padding: number;
}

/** Where in x [batch, time, channels] the steps are that output element i is the mean of. */
function placesOfWindow({ time, channels, outputTime, pool, stride, padding }: Windows, i: number): number[] {
  const [example, step] = [Math.floor(i / (outputTime * channels)), Math.floor(i / channels) % outputTime];
  const first = Math.max(step * stride - padding, 0);
  const end = Math.min(step * stride - padding + pool, time);
  return Array.from({ length: end - first }, (_, n) => (example * time + first + n) * channels + (i % channels));
}

export const meanOverTime: ReferenceKernels["meanOverTime"] = ({ x, stepMask, y, batch, time, channels }) => {
  for (let b = 0; b < batch; b++) {
    const kept = keptSteps(stepMask, b, time);
    for (let channel = 0; channel < channels; channel++) {
      let total = 0;
      for (const step of kept) total += x[(b * time + step) * channels + channel];
      y[b * channels + channel] = kept.length === 0 ? 0 : total / kept.length;
    }
  }
};

export const meanOverTimeGradient: ReferenceKernels["meanOverTimeGradient"] = (args) => {
  const { dy, stepMask, dx, batch, time, channels } = args;
  dx.fill(0);
  for (let b = 0; b < batch; b++) {
    const kept = keptSteps(stepMask, b, time);
    for (const step of kept) {
      for (let channel = 0; channel < channels; channel++) {
        dx[(b * time + step) * channels + channel] = dy[b * channels + channel] / kept.length;
      }
    }
  }
};

function keptSteps(stepMask: Int32Array | null, example: number, time: number): number[] {
  const steps = Array.from({ length: time }, (_, step) => step);
  return stepMask === null ? steps : steps.filter((step) => stepMask[example * time + step] !== 0);
}
