import { expect, test } from "vitest";
import { fromTokens } from "../../data/text/token-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import { sequential } from "../../models/sequential.ts";
import { scope } from "../../tensor/memory.ts";
import { paddingOf } from "./prepare.ts";
import { isMasked, layersOf, rungNames, type NetworkName } from "./rungs.ts";

const networks = rungNames.filter((name): name is NetworkName => name !== "majority");
const presets = ["quick", "lecture"] as const;

/** Probabilities of texts that share a batch. */
function answers(name: NetworkName, preset: (typeof presets)[number], lists: readonly number[][]): number[] {
  const { x } = { x: tokenLists(lists.map((list) => Int32Array.from(list))) };
  const length = isMasked(name, preset) ? null : 60;
  const model = sequential(layersOf(name, 40, 2, preset), { input: [length], seed: 2 });
  const data = fromTokens(
    { x, y: new Float32Array(lists.length) },
    { ...paddingOf(name, preset, 60), batchSize: 8, shuffle: false },
  );
  return scope(() => Array.from(model.call(data.batch(0).x).toArray()));
}

test("what a text is taken for does not depend on the others in its batch", () => {
  const short = [5, 17, 3, 9, 22, 3];
  const long = Array.from({ length: 80 }, (_, i) => 1 + ((i * 7) % 38));
  let swept = 0;
  for (const name of networks) {
    for (const preset of presets) {
      const [alone] = answers(name, preset, [short]);
      const [beside] = answers(name, preset, [short, long]);
      expect(beside, `${name}, ${preset}`).toBeCloseTo(alone, 6);
      expect(answers(name, preset, [short.toReversed()])[0] === alone, name).toBe(name.startsWith("bag"));
      swept++;
    }
  }
  expect(swept).toBe(2 * 8);
});

test("the lecture's networks have the lecture's weights", () => {
  const count = (name: NetworkName): number =>
    sequential(layersOf(name, 10_000, 2, "lecture"), { input: [500] }).parameterCount;
  expect([count("simple-rnn"), count("lstm"), count("lstm-bidirectional")]).toEqual([322_113, 328_353, 336_705]);
});
