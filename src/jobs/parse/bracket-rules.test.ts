import { expect, test } from "vitest";
import { end, ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { readTrees } from "../../data/trees/read-trees.ts";
import { treeFromTokens } from "../../data/trees/tree-from-tokens.ts";
import { beamSearch } from "../../decoding/beam-search.ts";
import type { StepDecoder } from "../../decoding/step-decoder.ts";
import { fold, randomKey, uniform } from "../../tensor/random.ts";
import { tensor } from "../../tensor/tensor.ts";
import { bracketRules } from "./bracket-rules.ts";

const trees = readTrees(`
  (S (NP (DT the) (NN dog)) (VP (VBZ sees) (NP (DT the) (NN cat))) (. .))
  (FRAG (NP (NN dog)) (PP (IN in) (NP (DT the) (NN tree))))`);
const vocabulary = ParseVocabulary.fit(trees, { minCount: 1 });

/** Logits that know nothing of brackets, other ones for every row; it remembers what it read. */
function anyDecoder(seed: number): StepDecoder<{ readonly read: readonly (readonly number[])[] }> & {
  readonly seen: (readonly number[])[];
} {
  const seen: (readonly number[])[] = [];
  return {
    vocabulary: vocabulary.size,
    seen,
    step(tokens, { read }) {
      const now = read.map((before, row) => [...before, tokens[row]]);
      seen.push(...now);
      const logits = now.flatMap((path) => [
        ...uniform(
          path.reduce((key, token) => fold(key, token), randomKey(seed)),
          vocabulary.size,
          -4,
          4,
        ),
      ]);
      return { logits: tensor(logits, [now.length, vocabulary.size]), state: { read: now } };
    },
    select: ({ read }, rows) => ({ read: Array.from(rows, (row) => read[row]) }),
  };
}

const sentences = [["dog"], ["the", "dog", "sees"], ["the", "cat", "in", "the", "tree", "sees", "."]];

test.each([false, true])(
  "whatever a model says, what ends is a tree over exactly the words (lookahead %s)",
  (lookahead) => {
    let checked = 0;
    for (let seed = 0; seed < 20; seed++) {
      const decoder = anyDecoder(seed);
      const rules = bracketRules(vocabulary, {
        sentences: sentences.map((words) => vocabulary.sentence(words)),
        lookahead,
      });
      const found = rules(decoder, { read: sentences.map(() => []) }, [0, 1, 2], (inner, state) =>
        beamSearch(inner, { state, tokens: new Int32Array(3).fill(1) }, { end, maxLength: 400, beam: 3, nBest: 3 }),
      );
      for (const [source, list] of found.entries()) {
        for (const { tokens, ended } of list) {
          if (!ended) continue;
          checked++;
          const { wellFormed } = treeFromTokens(
            Array.from(tokens, (token) => vocabulary.symbol(token) ?? "?"),
            sentences[source],
          );
          expect(wellFormed).toBe(true);
        }
      }
    }
    expect(checked).toBeGreaterThan(100);
  },
);

test("with lookahead the decoder reads the first word, after each word the next one, after the last the end", () => {
  const words = vocabulary.sentence(sentences[1]);
  const decoder = anyDecoder(5);
  const rules = bracketRules(vocabulary, { sentences: [words], lookahead: true });
  const [[{ tokens }]] = rules(decoder, { read: [[]] }, [0], (inner, state) =>
    beamSearch(inner, { state, tokens: Int32Array.of(1) }, { end, maxLength: 400, beam: 1 }),
  );
  let placed = 0;
  const expected = [words[0]];
  for (const token of tokens) {
    if (vocabulary.isLeaf(token)) expected.push(words[++placed] ?? end);
    else expected.push(token);
  }
  expect(placed).toBe(3);
  expect(decoder.seen.at(-1)).toEqual(expected);
});
