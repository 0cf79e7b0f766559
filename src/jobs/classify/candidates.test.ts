import { expect, test } from "vitest";
import { fromTokens } from "../../data/text/token-dataset.ts";
import { tokenLists } from "../../data/text/token-lists.ts";
import { sequential } from "../../models/sequential.ts";
import { scope } from "../../tensor/memory.ts";
import { paddingOf } from "./prepare.ts";
import { isMasked, layersOf, modelNames, type NetworkName } from "./candidates.ts";

const networks = modelNames.filter((name): name is NetworkName => name !== "majority");
const presets = ["quick", "lecture"] as const;

/** Probabilities of texts that share a batch. */
function answers(name: NetworkName, preset: (typeof presets)[number], lists: readonly number[][]): number[] {
  const x = tokenLists(lists.map((list) => Int32Array.from(list)));
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
  const differences = networks.flatMap((name) =>
    presets.map((preset) => {
      const [[alone], [beside], [reversed]] = [[short], [short, long], [short.toReversed()]].map((lists) =>
        answers(name, preset, lists),
      );
      return { name, preset, moved: Math.abs(beside - alone) > 1e-6, ordered: reversed !== alone };
    }),
  );
  expect(differences).toHaveLength(2 * 9);
  expect(differences.filter(({ moved }) => moved)).toEqual([]);
  expect(new Set(differences.filter(({ ordered }) => !ordered).map(({ name }) => name))).toEqual(
    new Set(["bag-of-words", "bag-of-bigrams", "bag-of-characters"]),
  );
});

/** Trained numbers of a network in the lecture's preset, with the lecture's words. */
function weightsOf(name: NetworkName): number {
  return sequential(layersOf(name, 10_000, 2, "lecture"), { input: [500] }).parameterCount;
}

test("the lecture's networks have the lecture's weights", () => {
  expect([weightsOf("simple-rnn"), weightsOf("lstm"), weightsOf("lstm-bidirectional")]).toEqual([
    322_113, 328_353, 336_705,
  ]);
});
