import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zipOf } from "../../../test/zip.ts";
import { bracketing } from "../../data/trees/bracketing.ts";
import { linearise } from "../../data/trees/linearise.ts";
import { printTree } from "../../data/trees/print-tree.ts";
import { treeFromTokens } from "../../data/trees/tree-from-tokens.ts";
import { leavesOf } from "../../data/trees/tree.ts";
import { bracketScores } from "../../scoring/bracket-scores.ts";
import { branchingParser } from "./branching.ts";
import { readTreebank } from "./read-treebank.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-trees-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const first = "( (S (NP-SBJ (NN a)) (VP (VB b) (NP (-NONE- *)))))\n( (NP (NN c)))\n";
const second = "((S (NP=2 (NN d))))\n( (S (-NONE- *T*)))\n";
const trees = ["(S (NP (NN a)) (VP (VB b)))", "(NP (NN c))", "(S (NP (NN d)))"];

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

test("a file, a packed file, a folder with folders, and a zip archive give the same trees", async () => {
  await put("bank/wsj/b.mrg", second);
  await put("bank/a.MRG", first);
  await put("bank/README", "no trees");
  await put("bank/wsj/._b.mrg", "no trees");
  const sources = [
    await put("all.anything", first + second),
    await put("all.gz", gzipSync(first + second)),
    join(folder, "bank"),
    await put(
      "bank.zip",
      zipOf([
        { name: "bank/wsj/b.mrg", content: Buffer.from(second) },
        { name: "bank/README", content: Buffer.from("no trees"), stored: true },
        { name: "bank/a.mrg", content: Buffer.from(first), stored: true },
      ]),
    ),
  ];
  for (const source of sources) {
    const bank = await readTreebank(source);
    expect(bank.trees.map(printTree)).toEqual(trees);
    expect(bank).toMatchObject({ source, files: source.includes("all") ? 1 : 2, emptied: 1 });
  }
  expect(sources).toHaveLength(4);
});

test("what is wrong is said with file, line and column", async () => {
  const latin = Buffer.from("(S (NN a))\n(S (NN ä))", "latin1");
  await put("bad/x.mrg", `${first}(S (NN a))\n  (S (NP the man))`);
  const archive = await put("bad.zip", zipOf([{ name: "in/x.mrg", content: Buffer.from("(S (NN a)") }]));
  const cases = [
    [join(folder, "bad"), /bad.x\.mrg, line 4, column 14: "man" has no part of speech: .*; help: trees are written/],
    [archive, /bad\.zip: in\/x\.mrg, line 1, column 1: this bracket is not closed: 1 "\)" missing/],
    [await put("latin.mrg", latin), /latin\.mrg, line 2: is not UTF-8; help:/],
    [await put("torn.zip", "PK\u0003\u0004"), /torn\.zip: cannot be unpacked: .*; help: check the archive/],
    [
      await put("none.zip", zipOf([{ name: "a.txt", content: latin }])),
      /none\.zip: has no files of trees in it; help:/,
    ],
    [await put("empty.mrg", "\n"), /empty\.mrg: has no trees in it; help: give a file of trees in brackets/],
    [await put("traces.mrg", "(S (-NONE- *))"), /traces\.mrg: has no trees in it/],
    [join(folder, "missing.mrg"), /missing\.mrg: cannot be read: there is no such file/],
  ] as const;
  for (const [source, message] of cases) await expect(readTreebank(source)).rejects.toThrow(message);
});

const sample = join(process.env["LOOKBACK_DATA"] ?? "../shared/data", "treebank", "treebank.zip");
const why = `needs NLTK's Penn Treebank sample as ${sample}; set LOOKBACK_DATA to the folder that holds treebank/`;

test.skipIf(!existsSync(sample))(`the sample of the Penn Treebank (${why})`, async () => {
  const { trees: all, files, emptied } = await readTreebank(sample);
  expect([files, all.length, emptied]).toEqual([199, 3914, 0]);
  // 100,676 leaves with traces, of which 6,592 are -NONE-.
  expect(all.reduce((sum, tree) => sum + leavesOf(tree).length, 0)).toBe(100_676 - 6592);
  expect(printTree(all[0])).toBe(
    "(S (NP (NP (NNP Pierre) (NNP Vinken)) (, ,) (ADJP (NP (CD 61) (NNS years)) (JJ old)) (, ,)) (VP (MD will) (VP " +
      "(VB join) (NP (DT the) (NN board)) (PP (IN as) (NP (DT a) (JJ nonexecutive) (NN director))) (NP (NNP Nov.) " +
      "(CD 29)))) (. .))",
  );
  const labels = new Set(all.flatMap((tree) => bracketing(tree).phrases.map(({ label }) => label)));
  expect(labels.size).toBe(27);
  expect([...labels].filter((label) => !/^[A-Z|]+$/.test(label))).toEqual([]);
  const broken = all.filter((tree) => {
    const leaves = leavesOf(tree);
    const words = leaves.map(({ word }) => word);
    const made = treeFromTokens(linearise(tree), words, { tags: leaves.map(({ tag }) => tag) });
    return !made.wellFormed || printTree(made.tree) !== printTree(tree);
  });
  expect(broken).toEqual([]);
});

test.skipIf(!existsSync(sample))(`branching on the last 400 sentences of the sample (${why})`, async () => {
  const { trees: all } = await readTreebank(sample);
  const [train, test400] = [all.slice(0, -400), all.slice(-400)];
  const f1s = (["right", "left"] as const).map((side) => {
    const parser = branchingParser(train, side);
    const parsed = test400.map((tree) => parser.parse(leavesOf(tree).map(({ word }) => word)));
    const { all: scores } = bracketScores(test400.map(bracketing), parsed.map(bracketing), { knownTags: false });
    expect([scores.valid, parser.root]).toEqual([400, "S"]);
    return [side, parser.label, scores.f1.toFixed(2)];
  });
  expect(f1s).toEqual([
    ["right", "VP", "17.66"],
    ["left", "NP", "8.77"],
  ]);
});
