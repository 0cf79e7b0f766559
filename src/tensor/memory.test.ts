import { beforeEach, expect, test } from "vitest";
import type { Backend, Storage } from "../kernels/backend.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { keep, release, replace, scope } from "./memory.ts";
import { tensor, type Tensor } from "./tensor.ts";

const released = "this tensor's memory was released when the scope that made it ended";

/** The storages that were released, and to which backend. */
let returned: { storage: Storage | undefined; to: string }[] = [];

function counting(floatType: "float32" | "float64"): Backend {
  const backend = createReference(floatType);
  return {
    ...backend,
    release(storage) {
      returned.push({ storage, to: floatType });
      backend.release(storage);
    },
  };
}

beforeEach(() => {
  returned = [];
  use(counting("float64"));
});

const first = (x: Tensor): number => x.toArray()[0];

test("releases what f made, and what is returned survives", () => {
  let lost: Tensor | undefined;
  const y = scope(() => {
    lost = tensor([1]);
    return scale(lost, 3);
  });
  expect(first(y)).toBe(3);
  expect(() => lost?.toArray()).toThrow(released);
  expect(() => lost && scale(lost, 2)).toThrow("help: return the tensor from the scope, or keep(tensor)");
  expect(returned).toHaveLength(1);
});

test("finds returned tensors in arrays and plain objects", () => {
  const { a, list } = scope(() => ({ a: tensor([1]), list: [[tensor([2])], { b: tensor([3]) }, null, 4] as const }));
  expect([first(a), first(list[0][0]), first(list[1].b)]).toEqual([1, 2, 3]);
  expect(returned).toHaveLength(0);
});

test("nested: what the inner scope returns belongs to the outer one", () => {
  let inner: Tensor | undefined;
  let outer: Tensor | undefined;
  const y = scope(() => {
    inner = scope(() => {
      outer = tensor([5]);
      return scale(outer, 2);
    });
    expect(() => outer?.toArray()).toThrow(released);
    return scale(inner, 2);
  });
  expect(first(y)).toBe(20);
  expect(() => inner?.toArray()).toThrow(released);
  expect(returned).toHaveLength(2);
});

test("tensors made outside are left alone, also when they are returned", () => {
  const x = tensor([1]);
  expect(scope(() => x)).toBe(x);
  scope(() => scope(() => x));
  expect(first(x)).toBe(1);
});

test("keep lets a tensor outlive the scope", () => {
  let kept: Tensor | undefined;
  scope(() => {
    kept = keep(tensor([7]));
  });
  expect(kept?.toArray()[0]).toBe(7);
});

test("a returned or kept view keeps the memory that it shares", () => {
  const y = scope(() => reshape(reshape(tensor([1, 2, 3, 4]), [2, 2]), [4, 1]));
  expect(Array.from(y.toArray())).toEqual([1, 2, 3, 4]);
  const z = scope(() => {
    const view = reshape(tensor([5, 6]), [2, 1]);
    keep(view);
    return { hidden: () => view };
  });
  expect(Array.from(z.hidden().toArray())).toEqual([5, 6]);
  expect(returned).toHaveLength(0);
});

test("a view is of no use after its memory was released", () => {
  let view: Tensor | undefined;
  scope(() => {
    view = reshape(tensor([1, 2]), [2, 1]);
  });
  expect(() => view?.toArray()).toThrow(released);
  expect(returned).toHaveLength(1);
});

test("release releases memory at once and once, also of an outer scope, also through a view", () => {
  scope(() => {
    const x = tensor([1, 2]);
    scope(() => release(reshape(x, [2, 1])));
    expect(() => x.toArray()).toThrow(released);
  });
  expect(returned).toHaveLength(1);
  const outside = tensor([1]);
  release(outside);
  expect(() => outside.toArray()).toThrow(released);
});

test("after an exception everything is released, and the outer scope is the one in use", () => {
  let inner: Tensor | undefined;
  let later: Tensor | undefined;
  scope(() => {
    expect(() =>
      scope(() => {
        inner = tensor([1]);
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect(() => inner?.toArray()).toThrow(released);
    later = tensor([2]);
    expect(first(later)).toBe(2);
  });
  expect(() => later?.toArray()).toThrow(released);
  expect(returned).toHaveLength(2);
});

test("refuses an asynchronous f", () => {
  expect(() => scope(() => Promise.resolve(1))).toThrow("scope(f) got an asynchronous f; help: await before or after");
});

test("each backend gets back its own memory", () => {
  let a: Tensor | undefined;
  let b: Tensor | undefined;
  scope(() => {
    a = tensor([1]);
    use(counting("float32"));
    b = tensor([1]);
    use(counting("float64"));
  });
  expect([a?.dtype, b?.dtype]).toEqual(["float64", "float32"]);
  expect(returned).toEqual([
    { storage: a?.storage, to: "float64" },
    { storage: b?.storage, to: "float32" },
  ]);
});

test("replace releases what a loop no longer carries, but nothing that was there before the scope", () => {
  const before = tensor([1]);
  scope(() => {
    const [dropped, carried, shared] = [tensor([2]), tensor([3]), tensor([4, 5])];
    const next = { carried, parts: [reshape(shared, [2, 1])] };
    expect(replace([dropped, { before, shared }, carried, dropped, null], next)).toBe(next);
    expect(() => dropped.toArray()).toThrow(released);
    expect(returned).toEqual([{ storage: dropped.storage, to: "float64" }]);
    expect([first(before), first(carried), first(shared)]).toEqual([1, 3, 4]);
    scope(() => replace(carried, null));
    expect(first(carried)).toBe(3);
  });
  expect(returned).toHaveLength(3);
  replace(before, null);
  expect(first(before)).toBe(1);
});
