import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = fileURLToPath(new URL("../../bin/lookback.js", import.meta.url));
let folder = "";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `lookback score` in the test's folder. */
function score(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1" } };
    execFile(process.execPath, [program, "score", ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}

const reference = ["Ein Hund läuft durch den Park.", "Zwei Kinder spielen Ball.", "Eine Frau liest ein Buch."];
const other = ["Durch den Park läuft ein Hund.", "Zwei Kinder spielen mit einem Ball.", "Eine Frau liest."];
const hypothesis = ["Ein Hund läuft im Park.", "", "eine Frau liest ein Buch."];
const worse = ["Hund Park.", "Ball", "Eine Frau sitzt."];
const gold = `( (S (NP-SBJ-1 (DT the) (NN dog)) (VP (VBZ runs) (NP (-NONE- *))) (. .)))
( (S (NP (PRP she)) (VP (VBZ reads) (NP (DT a) (NN book))) (. .)))`;
const parsed = `(S (NP (XX the) (XX dog)) (VP (XX runs)) (XX .))
(S (NP (XX she)) (VP (XX reads) (XX a) (NP (XX book) (XX .))))`;

const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-score-"));
  const files: Readonly<Record<string, string | Buffer>> = {
    "ref.de": text(reference),
    "other.de.gz": gzipSync(text(other)),
    "out.de": text(hypothesis).replaceAll("\n", "\r\n"),
    "worse.de": text(worse),
    "short.de": text(hypothesis.slice(1)),
    "empty.de": "",
    "latin.de": Buffer.from(text(reference), "latin1"),
    "tokens.de": text(reference.map((line) => line.replace(".", " ."))),
    "gold.mrg": gold,
    "parsed.mrg": parsed,
    "one.mrg": parsed.split("\n")[0],
    "torn.mrg": parsed.slice(0, -1),
    "words.mrg": parsed.replace("dog", "cat"),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("BLEU and chrF as sacreBLEU 2.6.0 gives them for these files", async () => {
  const run = await score("--reference", "ref.de", "--reference", "other.de.gz", "--hypothesis", "out.de", "--json");
  expect([run.code, run.stderr]).toEqual([0, ""]);
  const result: unknown = JSON.parse(run.stdout);
  expect(result).toMatchObject({
    schema: 1,
    sentences: 3,
    references: ["ref.de", "other.de.gz"],
    scores: [
      {
        metric: "bleu",
        name: "BLEU",
        score: expect.closeTo(33.86835824804374, 9),
        signature: "nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0-lookback",
        confidence: null,
      },
      {
        metric: "chrf",
        name: "chrF2",
        score: expect.closeTo(52.84328681471682, 9),
        signature: "nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0-lookback",
        parts: null,
      },
    ],
    notes: ["1 of 3 hypotheses are empty; they count, without a match"],
  });
});

test("a table with intervals, a comparison and what was computed", async () => {
  const args = ["--reference", "ref.de", "--hypothesis", "out.de", "--baseline", "worse.de", "--confidence"];
  const run = await score(...args, "--metric", "chrf++,multi-bleu", "--lowercase", "--seed", "3");
  expect([run.code, run.stderr]).toEqual([0, ""]);
  expect(run.stdout).toContain("3 sentences of out.de against ref.de; difference from worse.de");
  expect(run.stdout).toMatch(/score +of 100 +95 % +difference +p\n/);
  expect(run.stdout).toMatch(/chrF2\+\+ +\d+\.\d\d +± \d+\.\d\d +\+\d+\.\d\d +0\.\d{3}\n/);
  expect(run.stdout).toContain("nrefs:1|bs:1000|seed:3|case:lc|eff:no|tok:none|smooth:none|version:");
  expect(run.stdout).toMatch(/precisions [\d.]+\/[\d.]+\/[\d.]+\/[\d.]+, brevity penalty [\d.]+, 10 tokens for 15/);
  const again = await score(...args, "--metric", "multi-bleu,chrf++", "--lowercase", "--seed", "3");
  expect(again.stdout).toBe(run.stdout);
});

test("texts that seem to be tokenised are mentioned", async () => {
  const run = await score("--reference", "ref.de", "--hypothesis", "tokens.de");
  expect(run.stdout).toContain("3 of 3 hypotheses end in a full stop that stands alone");
  const told = await score("--reference", "tokens.de", "--hypothesis", "tokens.de", "--tokenize", "none");
  expect(told.stdout).not.toContain("stands alone");
});

test("trees by EVALB's rules", async () => {
  const run = await score("--gold", "gold.mrg", "--parsed", "parsed.mrg", "--json");
  expect([run.code, run.stderr]).toEqual([0, ""]);
  const result: unknown = JSON.parse(run.stdout);
  // Right: S, NP, VP; S, NP, VP, NP. Parsed: the same, but for the last NP over "book" alone.
  expect(result).toMatchObject({
    schema: 1,
    all: { sentences: 2, valid: 2, gold: 7, parsed: 7, matched: 6, exactMatch: 50, taggingAccuracy: null },
    short: { sentences: 2 },
    cutoff: 40,
    notes: ["every part of speech is XX: punctuation was told by the tags of the right trees"],
  });
  const shown = await score("--gold", "gold.mrg", "--parsed", "words.mrg");
  expect(shown.stdout).toMatch(/F1 % +75\.00 +75\.00\n/);
  expect(shown.stdout).toContain("1 of 2 trees are over other words than the right ones and left out, first tree 1");
});

const of = (...files: readonly string[]): string[] => ["--reference", files[0], "--hypothesis", files[1]];

test.each([
  ["nothing", [], "--reference is missing; help: give --reference FILE and --hypothesis FILE, or --gold"],
  ["no hypothesis", ["--reference", "ref.de"], "--hypothesis is missing"],
  ["no such file", of("ref.de", "none.de"), "none.de: cannot be read: there is no such file"],
  ["an empty file", of("empty.de", "out.de"), "empty.de: is empty; help: give a text file"],
  ["fewer lines", of("ref.de", "short.de"), "ref.de: has 3 lines, and short.de has 2; help: line n of every file"],
  ["another encoding", of("latin.de", "out.de"), "latin.de, line 1: is not UTF-8; help: save it as UTF-8"],
  ["an unknown metric", [...of("ref.de", "out.de"), "--metric", "blue"], 'no metric "blue"; help: did you mean "bleu"'],
  [
    "an unknown tokenizer",
    [...of("ref.de", "out.de"), "--tokenize", "zh"],
    "Allowed choices are 13a, intl, char, none",
  ],
  [
    "an option without effect",
    [...of("ref.de", "out.de"), "--metric", "chrf", "--tokenize", "none"],
    "tokenize is an option of bleu, which is not among the metrics; help: add --metric bleu",
  ],
  ["a seed without resampling", [...of("ref.de", "out.de"), "--seed", "1"], "seed is for resampling; help: add"],
  ["texts and trees", [...of("ref.de", "out.de"), "--gold", "gold.mrg"], "--reference, --hypothesis translations"],
  ["no parsed trees", ["--gold", "gold.mrg"], "--parsed is missing; help: trees need both"],
  ["fewer trees", ["--gold", "gold.mrg", "--parsed", "one.mrg"], "one.mrg: has 1 trees, and gold.mrg has 2"],
  [
    "a bracket that is not closed",
    ["--gold", "gold.mrg", "--parsed", "torn.mrg"],
    'torn.mrg, line 2, column 1: this bracket is not closed: 1 ")" missing at the end of the text',
  ],
  ["texts for trees", ["--gold", "ref.de", "--parsed", "one.mrg"], 'ref.de, line 1, column 1: expected "(" and a tree'],
] as const)("%s ends with 2 and says what to do", async (_, args, message) => {
  const run = await score(...args);
  expect([run.code, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toContain(message);
});
