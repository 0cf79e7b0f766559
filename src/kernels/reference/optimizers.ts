import type { ReferenceKernels } from "./types.ts";

export const sgd: ReferenceKernels["sgd"] = (given) => {
  const { weights, gradient, velocity, size, learningRate, momentum, nesterov } = given;
  for (let i = 0; i < size; i++) {
    const step = learningRate * gradient[i];
    if (velocity === null) {
      weights[i] -= step;
      continue;
    }
    const speed = momentum * velocity[i] - step;
    weights[i] += nesterov ? momentum * speed - step : speed;
    velocity[i] = speed;
  }
};

export const rmsprop: ReferenceKernels["rmsprop"] = (given) => {
  const { weights, gradient, square, mean, velocity, size, learningRate, rho, momentum, epsilon, epsilonOutside } =
    given;
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
    weights[i] -= step;
    square[i] = newSquare;
    if (mean !== null) mean[i] = newMean;
  }
};

export const adam: ReferenceKernels["adam"] = (given) => {
  const { weights, gradient, mean, square, size, learningRate, beta1, beta2, epsilon, step } = given;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  for (let i = 0; i < size; i++) {
    const g = gradient[i];
    const newMean = beta1 * mean[i] + (1 - beta1) * g;
    const newSquare = beta2 * square[i] + (1 - beta2) * g * g;
    weights[i] -= (rate * newMean) / (Math.sqrt(newSquare) + epsilon);
    mean[i] = newMean;
    square[i] = newSquare;
  }
};
