import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, signalAt, type CommandOptions, type Ended } from "../command-line.ts";
import { readTrees } from "../../src/data/trees/read-trees.ts";
import { leavesOf } from "../../src/data/trees/tree.ts";

let folder = "";

/** Runs the command line in the test's folder. */
function lookback(
  args: readonly string[],
  input = "",
  onError: CommandOptions["onError"] = () => undefined,
): Promise<Ended> {
  return commandLine(folder, args, { input, onError });
}

const nouns = ["dog", "cat", "bird", "tree"];
const verbs = ["sees", "likes", "finds"];

const np = (n: number): string => `(NP-SBJ (DT ${n % 2 === 0 ? "the" : "a"}) (NN ${nouns[n % 4]}))`;
const long = (n: number): string => (n % 3 === 0 ? `(NP ${np(n)} (PP (IN in) ${np(n + 3)}))` : np(n));

/** Sentences whose trees follow from their words: "in" begins a phrase of the noun before it. */
function tree(i: number): string {
  return `( (S ${long(i)} (VP (VBZ ${verbs[i % 3]}) ${long(5 * i + 1)} (-NONE- *T*-1)) (. .)))\n`;
}

function words(line: string): string {
  return leavesOf(readTrees(line)[0])
    .map(({ word }) => word)
    .join(" ");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-parse-"));
  await writeFile(join(folder, "trees.mrg"), Array.from({ length: 90 }, (_, i) => tree(i)).join(""));
  await writeFile(join(folder, "few.mrg"), tree(1) + tree(2));
  await writeFile(join(folder, "broken.mrg"), "(S (NP (NN dog))");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small =
  "parse train --trees trees.mrg --min-count 1 --tokens-per-batch 512 --validate-every 10 --average 2 --beam 3".split(
    " ",
  );

test("a run killed and resumed ends with the same bits as an unbroken one, and with the same scores", async () => {
  const options = [...small, "--updates", "60", "--phrases", "0.5"];
  const whole = await lookback([...options, "--out", "whole", "--json"]);
  expect([whole.code, whole.stderr]).toEqual([0, expect.stringContaining("90 trees in 1 file")]);
  const summary = JSON.parse(whole.stdout);
  expect(summary).toMatchObject({
    schema: 2,
    metric: "f1",
    data: { trees: "trees.mrg", read: 90, tags: "none" },
    split: { train: 76, validation: 5, test: 9 },
    best: "transformer",
    interrupted: false,
    out: "whole",
  });
  expect(summary.leaderboard.map(({ model }: { model: string }) => model)).toEqual([
    "transformer",
    "right-branching",
    "left-branching",
  ]);
  const killed = await lookback([...options, "--out", "parts"], "", (stderr, send) => {
    if (stderr.includes("update 20, pass")) send("SIGKILL");
  });
  expect(killed.signal).toBe("SIGKILL");
  const resumed = await lookback(["parse", "train", "--resume", "parts", "--json", "--quiet"]);
  expect([resumed.code, resumed.stderr]).toEqual([
    0,
    expect.stringMatching(/^parts: the lock of process \d+, .* is taken over\n$/),
  ]);
  const bytes = (run: string): Promise<Buffer> => readFile(join(folder, run, "weights.safetensors"));
  expect((await bytes("parts")).equals(await bytes("whole"))).toBe(true);
  const { test: tested } = summary.leaderboard[0];
  expect(JSON.parse(resumed.stdout).leaderboard[0].test).toEqual(tested);
  const scored = await lookback(["score", "--gold", "whole/gold.mrg", "--parsed", "whole/parsed.mrg", "--json"]);
  expect(JSON.parse(scored.stdout).all.f1).toBeCloseTo(tested.f1, 10);
  expect(await readFile(join(folder, "whole", "report.html"), "utf8")).toContain("right-branching");
}, 120_000);

test("every line gets a tree over exactly its words, an empty one an empty line", async () => {
  const lines = ["The dog sees a cat (in the tree).", "", "bird", "«Zzz» 12,5 ) ("];
  const run = await lookback(["parse", "whole", "-", "--beam", "4"], lines.map((line) => `${line}\n`).join(""));
  expect([run.code, run.stderr]).toEqual([0, ""]);
  const trees = run.stdout.split("\n");
  expect(trees).toHaveLength(lines.length + 1);
  expect(trees[1]).toBe("");
  expect(words(trees[0])).toBe("The dog sees a cat -LRB- in the tree -RRB- .");
  expect(words(trees[2])).toBe("bird");
  expect(words(trees[3])).toBe("`` Zzz '' 12,5 -RRB- -LRB-");
  const tooLong = await lookback(
    ["parse", "whole", "--beam", "4"],
    `${"dog ".repeat(250_000)}\n${"( ".repeat(600)}\nbird\n`,
  );
  expect([tooLong.code, tooLong.stdout]).toEqual([1, `\n\n${trees[2]}\n`]);
  expect(tooLong.stderr).toMatch(/^line 1 has more than .*stays empty\nline 2 has more than .*stays empty\n$/);
  const tokenized = await lookback(["parse", "whole", "--tokenized", "--beam", "1"], "Do n't. go!\n");
  expect(words(tokenized.stdout)).toBe("Do n't. go!");
});

test("LSTMs are trained beside it and parse too", async () => {
  const run = await lookback([
    ...small,
    "--models",
    "lstm,lstm-attention",
    "--updates",
    "20",
    "--out",
    "lstm",
    "--json",
  ]);
  expect(run.code).toBe(0);
  const rows: readonly { model: string; test: { sentences: number } }[] = JSON.parse(run.stdout).leaderboard;
  expect(rows.map(({ model }) => model).toSorted()).toEqual([
    "left-branching",
    "lstm",
    "lstm-attention",
    "right-branching",
  ]);
  const parsed = await lookback(["parse", "lstm", "--beam", "3"], "the dog sees a cat .\n");
  expect(words(parsed.stdout)).toBe("the dog sees a cat .");
}, 60_000);

test("Ctrl-C saves the best so far, untested, and says how to go on", async () => {
  const run = await lookback(
    [...small, "--updates", "100000", "--out", "stopped"],
    "",
    signalAt("update 20, pass", "SIGINT"),
  );
  expect(run.code).toBe(130);
  expect(run.stdout).toContain("go on with it by lookback parse train --resume stopped");
  expect(run.stdout).toContain("Nothing was tested");
  expect((await lookback(["parse", "stopped", "--beam", "1"], "a dog\n")).stdout).toMatch(/^\(.*dog\)+\n$/);
}, 60_000);

test.each([
  ["no trees", ["train"], "trees to learn from are missing"],
  ["a file that is not there", ["train", "--trees", "nothing.mrg"], "nothing.mrg"],
  ["brackets that do not pair", ["train", "--trees", "broken.mrg"], "broken.mrg, line 1, column 1"],
  ["too few trees", ["train", "--trees", "few.mrg"], "leave none to train on"],
  ["an unknown model", ["train", "--trees", "few.mrg", "--models", "transfromer"], 'did you mean "transformer"'],
  ["a share above one", ["train", "--trees", "few.mrg", "--phrases", "2"], "from 0 to 1"],
  ["a batch that holds no tree", ["train", "--trees", "trees.mrg", "--tokens-per-batch", "5"], "raise --max-length"],
  [
    "options of a resumed run",
    ["train", "--resume", "whole", "--preset", "small"],
    'preset was "tiny" and is now "small"',
  ],
  ["nothing to resume", ["train", "--resume", "nowhere"], "has no training to resume"],
  ["no folder", [], "needs MODEL_DIR"],
  ["a folder without a parser", ["."], "holds no saved parser"],
])("%s is an error that says what to do", async (_, args, message) => {
  const run = await lookback(["parse", ...args, "--quiet"].filter((word) => args[0] === "train" || word !== "--quiet"));
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(run.stderr).toMatch(/help|It is a/);
});

test("with parts of speech of its own every sentence counts, right or wrong", async () => {
  const run = await lookback([...small, "--tags", "all", "--updates", "10", "--out", "tags", "--json", "--quiet"]);
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout).leaderboard[0].test).toMatchObject({ sentences: 9, valid: 9, wellFormed: 9 });
  const parsed = await lookback(["parse", "tags", "--beam", "2"], "the dog\n");
  expect(words(parsed.stdout)).toBe("the dog");
}, 60_000);
