import { expect, test } from "vitest";
import { FreeLists } from "./size-class.ts";

test("what was given comes back by its size, and nothing of another size", () => {
  const free = new FreeLists<string>(1000);
  expect(free.take(64)).toBeUndefined();
  expect([free.give(64, "a"), free.give(64, "b"), free.give(128, "c")]).toEqual([true, true, true]);
  expect(free.held).toBe(256);
  expect([free.take(64), free.take(64), free.take(64), free.take(128)]).toEqual(["b", "a", undefined, "c"]);
  expect(free.held).toBe(0);
});

test("a larger block serves where it is allowed to, the smallest that there is, and comes back as what it is", () => {
  const free = new FreeLists<string>(Infinity);
  for (const [bytes, name] of [
    [512, "large"],
    [256, "fitting"],
    [320, "next"],
  ] as const)
    free.give(bytes, name);
  expect([free.take(256, 511), free.take(256, 511), free.take(256, 511)]).toEqual(["fitting", "next", undefined]);
  expect([free.take(256), free.held]).toEqual([undefined, 512]);
  expect([free.take(200, 512), free.held]).toEqual(["large", 0]);
});

test("when there is too much, the sizes that were not used for longest give way", () => {
  const free = new FreeLists<string>(1000);
  for (const name of ["a", "b", "c"]) free.give(200, name);
  free.give(300, "d");
  // 300 is used later than 200, and then 200 again.
  free.take(200);
  free.give(200, "e");
  expect(free.held).toBe(900);
  free.give(400, "f");
  expect(free.held).toBe(1000);
  expect([free.take(300), free.take(400), free.take(200), free.take(200), free.take(200)]).toEqual([
    undefined,
    "f",
    "e",
    "b",
    "a",
  ]);
  expect([free.give(1001, "g"), free.held]).toEqual([false, 0]);
});
