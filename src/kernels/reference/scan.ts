import type { ReferenceKernels } from "./types.ts";

export const linearScan: ReferenceKernels["linearScan"] = ({ decay, x, initial, y, batch, time, channels }) => {
  for (let b = 0; b < batch; b++) {
    for (let channel = 0; channel < channels; channel++) {
      let state = initial === null ? 0 : initial[b * channels + channel];
      for (let t = 0; t < time; t++) {
        const i = (b * time + t) * channels + channel;
        state = decay[i] * state + x[i];
        y[i] = state;
      }
    }
  }
};

export const linearScanGradient: ReferenceKernels["linearScanGradient"] = (given) => {
  const { decay, initial, y, dy, dDecay, dx, dInitial, batch, time, channels } = given;
  for (let b = 0; b < batch; b++) {
    for (let channel = 0; channel < channels; channel++) {
      const row = b * channels + channel;
      let ofNext = 0;
      for (let t = time - 1; t >= 0; t--) {
        const i = (b * time + t) * channels + channel;
        const gradient = dy[i] + ofNext;
        const before = t > 0 ? y[i - channels] : initial === null ? 0 : initial[row];
        dx[i] = gradient;
        dDecay[i] = gradient * before;
        ofNext = decay[i] * gradient;
      }
      if (dInitial !== null) dInitial[row] = ofNext;
    }
  }
};
