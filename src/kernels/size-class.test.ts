import { expect, test } from "vitest";
import { FreeLists, sizeClass } from "./size-class.ts";

test("size classes hold what is asked for, waste at most a fifth, and are their own class", () => {
  for (let bytes = 1; bytes < 100_000; bytes += 37) {
    const size = sizeClass(bytes);
    expect(size).toBeGreaterThanOrEqual(bytes);
    expect((size - bytes) / size).toBeLessThanOrEqual(bytes > 256 ? 0.2 : 1);
    expect(sizeClass(size)).toBe(size);
  }
});

test("a block is reused for its size, or where allowed down to a quarter of its size, never for less", () => {
  const exact = new FreeLists<string>({ minimum: 1e6, larger: false });
  exact.put(4096, "block");
  expect(exact.take(3584)).toBeUndefined();
  expect(exact.take(4096)).toBe("block");
  expect(exact.take(4096)).toBeUndefined();
  const loose = new FreeLists<string>({ minimum: 1e6, larger: true });
  loose.put(4096, "block");
  expect(loose.take(5120)).toBeUndefined();
  expect(loose.take(896)).toBeUndefined();
  expect(loose.take(1024)).toBe("block");
  expect(loose.held).toBe(0);
});

test("no more is held than was in use at once, and the sizes longest not asked for go first", () => {
  const lists = new FreeLists<number>({ minimum: 4096, larger: false });
  const sizes = [1024, 1280, 1536, 1792, 2048];
  // Two blocks of a size at once: at most 4,096 bytes in use, and as many may wait.
  for (const size of sizes) {
    expect([lists.take(size), lists.take(size)]).toEqual([undefined, undefined]);
    lists.put(size, size);
    lists.put(size, size);
    expect(lists.held).toBeLessThanOrEqual(4096);
  }
  expect([lists.take(2048), lists.take(2048)]).toEqual([2048, 2048]);
  expect(lists.take(1024)).toBeUndefined();
});

test("what one step used is all there for the next, however much", () => {
  const lists = new FreeLists<number>({ minimum: 0, larger: false });
  const sizes = Array.from({ length: 50 }, (_, i) => sizeClass(1000 * (i + 1)));
  for (const size of sizes) lists.take(size);
  for (const size of sizes) lists.put(size, size);
  for (const size of sizes) expect(lists.take(size)).toBe(size);
});
