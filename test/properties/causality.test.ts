import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sequential } from "../../src/models/sequential.ts";
import { tensor } from "../../src/tensor/tensor.ts";
import { causalLayer, normals, stackOf } from "./arbitrary-models.ts";

test("no step of a causal model sees a later one: changing the future changes nothing before it, to the bit", () => {
  let later = 0;
  fc.assert(
    fc.property(
      stackOf(causalLayer),
      fc.integer({ min: 2, max: 9 }),
      fc.constantFrom(1, 3),
      fc.nat({ max: 1000 }),
      fc.nat(),
      (layers, time, batch, seed, where) => {
        const model = sequential(
          layers.map(({ make }) => make()),
          { input: [null, 3], seed },
        );
        const now = where % (time - 1);
        const x = normals(seed, [batch, time, 3]);
        const numbers = x.toArray();
        const changed = numbers.map((value, i) => (Math.floor(i / 3) % time > now ? value + 1 + (i % 5) : value));
        const [before, after] = [model.call(x), model.call(tensor(changed, [batch, time, 3]))];
        const width = before.shape[2];
        const [p, q] = [before.toArray(), after.toArray()];
        const differ = Array.from(p, (value, i) => (q[i] === value ? -1 : Math.floor(i / width) % time)).filter(
          (step) => step >= 0,
        );
        expect(differ.filter((step) => step <= now)).toEqual([]);
        later += differ.length;
      },
    ),
    { numRuns: 60 },
  );
  // The change was one: later steps did see it.
  expect(later).toBeGreaterThan(200);
});
