import { beforeEach, expect, test } from "vitest";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { add } from "../ops/add.ts";
import { multiply } from "../ops/multiply.ts";
import { activate } from "../ops/activate.ts";
import { matmul } from "../ops/matmul.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { sum } from "../ops/sum.ts";
import { keep, scope } from "./memory.ts";
import { gradients, isRecording, isUnread, record, recordAll } from "./tape.ts";
import { tensor, zeros, type Tensor } from "./tensor.ts";

beforeEach(() => use(createReference("float64")));

const numbers = (x: Tensor): number[] => Array.from(x.toArray());

test("gives the loss and its gradient in each target", () => {
  const [x, y] = [tensor([1, 2, 3]), tensor([4, 5, 6])];
  const found = gradients(() => sum(multiply(x, y)), [x, y]);
  expect(numbers(found.loss)).toEqual([32]);
  expect(found.gradients.map(numbers)).toEqual([
    [4, 5, 6],
    [1, 2, 3],
  ]);
});

test("a tensor used several times gets the sum of its gradients", () => {
  const x = tensor([3]);
  // x² + 5x + x
  const { gradients: found } = gradients(() => sum(add(add(multiply(x, x), scale(x, 5)), x)), [x]);
  expect(numbers(found[0])).toEqual([12]);
});

test("gradients are added, not written over: the gradient that two inputs share stays as it is", () => {
  const [a, b] = [tensor([1]), tensor([1])];
  // add gives the same dy to both; a is used again before.
  const { gradients: found } = gradients(() => sum(add(scale(a, 10), add(a, b))), [a, b]);
  expect(found.map(numbers)).toEqual([[11], [1]]);
});

test("a target that the loss does not use gets zeros of its shape", () => {
  const [x, unused] = [tensor([1]), tensor([[1, 2, 3]])];
  const { gradients: found } = gradients(() => sum(x), [x, unused]);
  expect(found[1].shape).toEqual([1, 3]);
  expect(numbers(found[1])).toEqual([0, 0, 0]);
});

test("a target that is the loss has gradient 1", () => {
  const x = tensor([5]);
  expect(numbers(gradients(() => x, [x]).gradients[0])).toEqual([1]);
});

test("a target in the middle: the gradient counts from there on", () => {
  const x = tensor([3]);
  const y = multiply(x, x);
  const { gradients: found } = gradients(() => sum(multiply(y, x)), [y]);
  expect(numbers(found[0])).toEqual([3]);
});

test("100,000 steps in a row do not overflow the stack", () => {
  const x = tensor([2]);
  const { gradients: found } = gradients(() => {
    let y = x;
    for (let i = 0; i < 100_000; i++) y = add(y, x);
    return y;
  }, [x]);
  expect(numbers(found[0])).toEqual([100_001]);
});

test("refuses a loss of several numbers", () => {
  const x = tensor([1, 2]);
  expect(() => gradients(() => x, [x])).toThrow(
    "gradients needs a loss of one value, got Tensor [2] float64; help: sum or average it",
  );
});

test("records only inside, and only what depends on a target", () => {
  const [x, other] = [tensor([1]), tensor([1])];
  expect(isRecording(x)).toBe(false);
  gradients(() => {
    expect(isRecording(x)).toBe(true);
    expect(isRecording(other, null)).toBe(false);
    expect(isRecording(other, null, scale(x, 2))).toBe(true);
    expect(isRecording(scale(other, 2))).toBe(false);
    return x;
  }, [x]);
  expect(isRecording(x)).toBe(false);
});

test("an op learns which gradients are wanted, and others that it gives are ignored", () => {
  const [x, other] = [tensor([1]), tensor([1])];
  const seen: boolean[][] = [];
  const f = (): Tensor =>
    record(zeros([]), [other, null, x], (dy, wanted) => {
      seen.push([...wanted]);
      return [dy, null, dy];
    });
  const { gradients: found } = gradients(f, [x]);
  expect(seen).toEqual([[false, false, true]]);
  expect(numbers(found[0])).toEqual([1]);
});

test("unused results have gradient null; an op whose results are all unused has no backward pass", () => {
  const x = tensor([1]);
  const computed: (number[] | null)[][] = [];
  const split = (): readonly [Tensor, Tensor] =>
    recordAll([scale(x, 1), scale(x, 1)], [x], (dys) => {
      computed.push(dys.map((dy) => (dy === null ? null : numbers(dy))));
      return [null];
    });
  gradients(() => {
    split();
    return sum(scale(split()[1], 7));
  }, [x]);
  expect(computed).toEqual([[null, [7]]]);
});

test("nested: the inner one has its own tape, and the outer one goes on", () => {
  const x = tensor([3]);
  const outer = gradients(() => {
    const inner = gradients(() => multiply(x, x), [x]);
    // Gradients and losses of the inner tape are constants here: 6x + 9.
    return add(multiply(x, inner.gradients[0]), inner.loss);
  }, [x]);
  expect(numbers(outer.loss)).toEqual([27]);
  expect(numbers(outer.gradients[0])).toEqual([6]);
});

function failing(): never {
  throw new Error("stop");
}

test("nested: gradients of the inner tape are constants, also where they are an outer target", () => {
  const [x, y] = [tensor([3]), tensor([5])];
  const outer = gradients(() => multiply(x, gradients(() => multiply(x, y), [x]).gradients[0]), [x, y]);
  expect(outer.gradients.map(numbers)).toEqual([[5], [0]]);
});

test("after an exception nothing is recorded any more", () => {
  const x = tensor([1]);
  expect(() => gradients(failing, [x])).toThrow("stop");
  expect(isRecording(x)).toBe(false);
  const failingBack = (): Tensor => record(zeros([]), [x], failing);
  expect(() => gradients(() => (gradients(failingBack, [x]), x), [x])).toThrow("stop");
  expect(isRecording(x)).toBe(false);
});

/** Kernels that count how many numbers are in use at once. */
function metered(): { readonly most: () => number; readonly inUse: () => number } {
  const reference = createReference("float64");
  let [used, most] = [0, 0];
  use({
    ...reference,
    allocate(dtype, length) {
      used += length;
      most = Math.max(most, used);
      return reference.allocate(dtype, length);
    },
    release(storage) {
      used -= storage.length;
      reference.release(storage);
    },
  });
  return { most: () => most, inUse: () => used };
}

/** A loss over 50 steps of 1,000 numbers. */
function chain(x: Tensor): Tensor {
  let y = x;
  for (let i = 0; i < 50; i++) y = scale(y, 1.01);
  return sum(y);
}

test("gradients are released on the way; with consume, so is what was computed", () => {
  for (const [consumed, limit] of [
    [false, 55_000],
    [true, 55_000],
  ] as const) {
    const { most, inUse } = metered();
    const x = tensor(new Float64Array(1000).fill(1), [1000]);
    scope(() => {
      const { gradients: found } = gradients(() => chain(x), [x], consumed ? { consume: () => [] } : {});
      expect(numbers(found[0])[999]).toBeCloseTo(1.01 ** 50, 12);
      // x and its gradient are left, or all steps as well.
      expect(inUse()).toBeLessThan(consumed ? 2100 : limit);
    });
    expect(most()).toBeLessThan(limit);
    expect(inUse()).toBe(1000);
  }
});

test("with consume, the loss, what is named and what was kept live on", () => {
  const x = tensor([1, 2, 3]);
  scope(() => {
    const made: Tensor[] = [];
    const { loss } = gradients(
      () => {
        made.push(scale(x, 2), keep(scale(x, 3)), scale(x, 4));
        return sum(add(add(made[0], made[1]), made[2]));
      },
      [x],
      { consume: () => [reshape(made[0], [3, 1])] },
    );
    expect(numbers(loss)).toEqual([54]);
    expect(made.slice(0, 2).map(numbers)).toEqual([
      [2, 4, 6],
      [3, 6, 9],
    ]);
    expect(() => made[2].toArray()).toThrow("was released");
  });
});

test("a gradient that lies in memory of the forward pass is not released before its use", () => {
  const x = tensor([5]);
  scope(() => {
    const early = (): Tensor => {
      const gradient = scale(x, 7);
      return record(scale(x, 3.5), [x], () => [gradient]);
    };
    const f = (): Tensor => sum(scale(early(), 2));
    expect(numbers(gradients(f, [x], { consume: () => [] }).gradients[0])).toEqual([35]);
    const twice = (): Tensor => add(early(), scale(x, 2));
    expect(numbers(gradients(twice, [x], { consume: () => [] }).gradients[0])).toEqual([37]);
  });
});

test("isUnread: only where nothing in the backward pass reads a tensor", () => {
  const [x, w] = [tensor([[1, 2]]), tensor([[3], [4]])];
  const seen: boolean[] = [];
  const look = (tensorOf: () => Tensor, after: (y: Tensor) => void = () => undefined): boolean => {
    gradients(
      () => {
        const y = tensorOf();
        after(y);
        seen.push(isUnread(y));
        return sum(y);
      },
      [x, w],
      { consume: () => [] },
    );
    return seen.pop() ?? false;
  };
  expect(look(() => matmul(x, w))).toBe(true);
  expect(look(() => reshape(matmul(x, w), [1]))).toBe(true);
  // The gradient of tanh is known from its value.
  expect(look(() => activate(matmul(x, w), "tanh"))).toBe(false);
  expect(
    look(
      () => matmul(x, w),
      (y) => multiply(y, y),
    ),
  ).toBe(false);
  expect(
    look(
      () => matmul(x, w),
      (y) => multiply(reshape(y, [1]), reshape(y, [1])),
    ),
  ).toBe(false);
  expect(look(() => x)).toBe(false);
  gradients(() => {
    const y = matmul(x, w);
    seen.push(isUnread(y));
    return sum(y);
  }, [x, w]);
  expect(seen).toEqual([false]);
  expect(isUnread(x)).toBe(false);
});
