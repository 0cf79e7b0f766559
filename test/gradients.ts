import { backend } from "../src/kernels/current.ts";
import { multiply } from "../src/ops/multiply.ts";
import { sum } from "../src/ops/sum.ts";
import { scope } from "../src/tensor/memory.ts";
import { fold, randomKey, uniform } from "../src/tensor/random.ts";
import { size, type Shape } from "../src/tensor/shape.ts";
import { gradients } from "../src/tensor/tape.ts";
import { assign, tensor, type Tensor } from "../src/tensor/tensor.ts";

/** A tensor of distinct numbers, uniform in low … high, the same for the same name. */
export function distinct(name: string, shape: Shape, low = -1, high = 1): Tensor {
  return tensor(uniform(fold(randomKey(1), name), size(shape), low, high), shape);
}

/**
 * Checks the gradient of an op by central differences: for every element of every input, the derivative of
 * Σ weight ∘ f(...xs), with a weight of its own for each output so that errors cannot cancel. Each input's gradient
 * must also come out the same when it alone is wanted and memory is released on the way, and must not be zero
 * everywhere, which would check nothing. Needs the float64 reference backend. Returns how many elements were checked.
 */
export function expectGradients(f: (...xs: Tensor[]) => Tensor, xs: readonly Tensor[], tolerance = 1e-7): number {
  if (backend.floatType !== "float64") {
    throw new Error(
      `gradients are checked in float64, not ${backend.floatType}; help: use(createReference("float64"))`,
    );
  }
  return scope(() => {
    const first = f(...xs);
    const weights = distinct("output weights", first.shape, 0.5, 1.5);
    const loss = (): Tensor => sum(multiply(f(...xs), weights));
    const { gradients: found } = gradients(loss, xs);
    xs.forEach((x, input) => checkInput(input, x, found[input].toArray(), loss, tolerance));
    return xs.reduce((count, x) => count + x.size, 0);
  });
}

function checkInput(
  input: number,
  x: Tensor,
  gradient: ArrayLike<number>,
  loss: () => Tensor,
  tolerance: number,
): void {
  const alone = gradients(loss, [x], { consume: () => [] }).gradients[0].toArray();
  let worst = { element: 0, numeric: 0, error: -1 };
  for (let element = 0; element < x.size; element++) {
    if (alone[element] !== gradient[element]) {
      throw new Error(
        `input ${input}, element ${element}: gradient ${gradient[element]}, but ${alone[element]} when no other is ` +
          "wanted",
      );
    }
    const numeric = derivativeIn(x, element, loss);
    const scale = Math.max(1, Math.abs(numeric), Math.abs(gradient[element]));
    const error = Math.abs(numeric - gradient[element]) / scale;
    // Not "error > worst": NaN must not pass.
    if (!(error <= worst.error)) worst = { element, numeric, error };
  }
  const { element, numeric, error } = worst;
  if (!(error <= tolerance)) {
    throw new Error(
      `input ${input}, element ${element}: gradient ${gradient[element]}, central difference ${numeric}; they ` +
        `differ by ${error}, more than ${tolerance}`,
    );
  }
  if (Array.from(gradient).every((each) => each === 0)) {
    throw new Error(
      `input ${input}: the gradient is zero everywhere, so this checks nothing; help: use inputs that matter`,
    );
  }
}

function derivativeIn(x: Tensor, element: number, loss: () => Tensor): number {
  const values = x.toArray();
  const step = 1e-5 * Math.max(1, Math.abs(values[element]));
  const at = (shift: number): number => {
    const moved = values.slice();
    moved[element] += shift;
    assign(x, moved);
    return scope(() => loss().toArray()[0]);
  };
  try {
    return (at(step) - at(-step)) / (2 * step);
  } finally {
    assign(x, values);
  }
}
