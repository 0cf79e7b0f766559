import * as fc from "fast-check";
import { expect, test } from "vitest";
import { globalAveragePooling1d } from "../../src/layers/pooling/global-pooling.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { sequential } from "../../src/models/sequential.ts";
import { maskedLayer, stackOf, tokens, tokenTensor, words } from "./arbitrary-models.ts";

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/** Puts zeros among the steps of a row: so many in front, after the steps given, and behind. */
function padded(row: readonly number[], front: number, within: readonly number[], behind: number): number[] {
  return [
    ...zeros(front),
    ...row.flatMap((token, i) => [token, ...zeros(within.filter((at) => at % row.length === i).length)]),
    ...zeros(behind),
  ];
}

test("padding changes nothing, wherever it stands: in front, behind, and in the middle", () => {
  fc.assert(
    fc.property(
      stackOf(maskedLayer),
      fc.constantFrom("last", "mean"),
      fc.integer({ min: 1, max: 6 }),
      fc.nat({ max: 3 }),
      fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
      fc.nat({ max: 3 }),
      fc.nat({ max: 1000 }),
      (layers, end, time, front, within, behind, seed) => {
        const model = sequential(
          [words(), ...layers.map(({ make }) => make()), end === "last" ? gru({ units: 3 }) : globalAveragePooling1d()],
          { input: [null], seed },
        );
        const [row] = tokens(seed, 1, time);
        const alone = model.call(tokenTensor([row])).toArray();
        const among = model.call(tokenTensor([padded(row, front, within, behind)])).toArray();
        alone.forEach((value: number, i: number) => expect(Math.abs(among[i] - value)).toBeLessThan(2e-5));
      },
    ),
    { numRuns: 80 },
  );
});

test("a row of padding alone gives finite numbers and leaves the other rows alone", () => {
  fc.assert(
    fc.property(stackOf(maskedLayer), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 1000 }), (layers, time, seed) => {
      const model = sequential([words(), ...layers.map(({ make }) => make()), globalAveragePooling1d()], {
        input: [null],
        seed,
      });
      const [row] = tokens(seed, 1, time);
      const alone = model.call(tokenTensor([row])).toArray();
      const both = model.call(tokenTensor([row.map(() => 0), row])).toArray();
      expect(both.every((value: number) => Number.isFinite(value))).toBe(true);
      alone.forEach((value: number, i: number) => expect(Math.abs(both[alone.length + i] - value)).toBeLessThan(2e-5));
    }),
    { numRuns: 40 },
  );
});
