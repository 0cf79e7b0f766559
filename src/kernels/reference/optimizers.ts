import type { ReferenceKernels } from "./types.ts";

export const movingAverage: ReferenceKernels["movingAverage"] = ({ x, average, momentum, size }) => {
  for (let i = 0; i < size; i++) average[i] = momentum * average[i] + (1 - momentum) * x[i];
};

export const sgd: ReferenceKernels["sgd"] = (args) => {
  const { weights, gradient, velocity, size, learningRate, decay, momentum, nesterov } = args;
  for (let i = 0; i < size; i++) {
    const step = learningRate * gradient[i];
    const weight = weights[i] - decay * weights[i];
    if (velocity === null) {
      weights[i] = weight - step;
      continue;
    }
    const speed = momentum * velocity[i] - step;
    weights[i] = weight + (nesterov ? momentum * speed - step : speed);
    velocity[i] = speed;
  }
};

export const rmsprop: ReferenceKernels["rmsprop"] = (args) => {
  const { weights, gradient, square, mean, velocity, size, learningRate, decay } = args;
  const { rho, momentum, epsilon, epsilonOutside } = args;
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newSquare = rho * square[i] + (1 - rho) * g * g;
    const newMean = mean === null ? 0 : rho * mean[i] + (1 - rho) * g;
    const variance = newSquare - newMean * newMean;
    const root = epsilonOutside ? Math.sqrt(variance) + epsilon : Math.sqrt(variance + epsilon);
    let step = (learningRate * g) / root;
    if (velocity !== null) {
      step += momentum * velocity[i];
      velocity[i] = step;
    }
    weights[i] = weights[i] - decay * weights[i] - step;
    square[i] = newSquare;
    if (mean !== null) mean[i] = newMean;
  }
};

export const adam: ReferenceKernels["adam"] = (args) => {
  const { weights, gradient, m, v, vHat, size, learningRate, decay, beta1, beta2, epsilon, step } = args;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newM = beta1 * m[i] + (1 - beta1) * g;
    const newV = beta2 * v[i] + (1 - beta2) * g * g;
    const divisor = vHat === null ? newV : Math.max(vHat[i], newV);
    weights[i] = weights[i] - decay * weights[i] - (rate * newM) / (Math.sqrt(divisor) + epsilon);
    m[i] = newM;
    v[i] = newV;
    if (vHat !== null) vHat[i] = divisor;
  }
};

export const nadam: ReferenceKernels["nadam"] = (args) => {
  const { weights, gradient, m, v, size, learningRate, decay, beta1, beta2, epsilon } = args;
  const { mShare, gradientShare, vShare } = args;
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newM = beta1 * m[i] + (1 - beta1) * g;
    const newV = beta2 * v[i] + (1 - beta2) * g * g;
    const step = (mShare * newM + gradientShare * g) / (Math.sqrt(vShare * newV) + epsilon);
    weights[i] = weights[i] - decay * weights[i] - learningRate * step;
    m[i] = newM;
    v[i] = newV;
  }
};

export const adagrad: ReferenceKernels["adagrad"] = (args) => {
  const { weights, gradient, total, size, learningRate, decay, epsilon } = args;
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newTotal = total[i] + g * g;
    weights[i] = weights[i] - decay * weights[i] - (learningRate * g) / Math.sqrt(newTotal + epsilon);
    total[i] = newTotal;
  }
};

export const adadelta: ReferenceKernels["adadelta"] = (args) => {
  const { weights, gradient, square, change, size, learningRate, decay, rho, epsilon } = args;
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newSquare = rho * square[i] + (1 - rho) * g * g;
    const step = (g * Math.sqrt(change[i] + epsilon)) / Math.sqrt(newSquare + epsilon);
    weights[i] = weights[i] - decay * weights[i] - learningRate * step;
    square[i] = newSquare;
    change[i] = rho * change[i] + (1 - rho) * step * step;
  }
};

export const lion: ReferenceKernels["lion"] = (args) => {
  const { weights, gradient, mean, size, learningRate, decay, beta1, beta2 } = args;
  for (let i = 0; i < size; i++) {
    const direction = Math.sign(beta1 * mean[i] + (1 - beta1) * gradient[i]);
    weights[i] = weights[i] - decay * weights[i] - learningRate * direction;
    mean[i] = beta2 * mean[i] + (1 - beta2) * gradient[i];
  }
};
