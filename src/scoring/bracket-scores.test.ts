import { expect, test } from "vitest";
import { bracketScores } from "./bracket-scores.ts";

/* What EVALB itself gives for trees is in test/golden/evalb.test.ts. */

const leavesOf = (text: string): { word: string; tag: string }[] =>
  text.split(" ").map((part) => {
    const [word, tag] = part.split("/");
    return { word, tag };
  });
const phrases = [
  { label: "S", start: 0, end: 4 },
  { label: "NP", start: 0, end: 2 },
];

test("trees without parts of speech borrow those of the right trees, so that punctuation is told", () => {
  const gold = { leaves: leavesOf("a/DT b/NN ,/, c/VB"), phrases };
  // The comma inside the noun phrase changes nothing once it is left out.
  const parsed = {
    leaves: leavesOf("a/XX b/XX ,/XX c/XX"),
    phrases: [phrases[0], { label: "NP", start: 0, end: 3 }],
  };
  expect(bracketScores([gold], [parsed]).all).toMatchObject({ errors: 1, valid: 0, f1: 0, taggingAccuracy: 0 });
  expect(bracketScores([gold], [parsed], { knownTags: false }).all).toMatchObject({
    errors: 0,
    valid: 1,
    f1: 100,
    exactMatch: 100,
    taggingAccuracy: null,
  });
});

test("other words stay an error without parts of speech too, and traces of the right tree are no words", () => {
  const traced = { leaves: leavesOf("*/-NONE- a/DT ,/, b/NN"), phrases: [{ label: "NP", start: 0, end: 2 }] };
  const good = { leaves: leavesOf("a/XX ,/XX b/XX"), phrases: [{ label: "NP", start: 0, end: 2 }] };
  const other = { leaves: leavesOf("a/XX ,/XX c/XX"), phrases: [{ label: "NP", start: 0, end: 2 }] };
  const { all, sentences } = bracketScores([traced, traced], [good, other], { knownTags: false });
  expect(sentences.map(({ problem }) => problem)).toEqual([null, "words"]);
  expect(all).toMatchObject({ sentences: 2, errors: 1, matched: 1, gold: 1, parsed: 1, f1: 100 });
});

test("the cut-off counts punctuation, and is given", () => {
  const gold = { leaves: leavesOf("a/DT b/NN ,/, c/VB"), phrases };
  expect(bracketScores([gold], [gold], { cutoff: 4 }).short.sentences).toBe(1);
  expect(bracketScores([gold], [gold], { cutoff: 3 }).short).toMatchObject({ sentences: 0, f1: 0, noCrossing: 0 });
});

test("a missing tree is refused", () => {
  expect(() => bracketScores([{ leaves: [], phrases }], [])).toThrow("a parsed tree for each right one, got 0 for 1");
});
