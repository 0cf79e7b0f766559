import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, signalAt, type CommandOptions, type Ended } from "../command-line.ts";

let folder = "";

/** Runs the command line in the test's folder. */
function lookback(
  args: readonly string[],
  input = "",
  onError: CommandOptions["onError"] = () => undefined,
): Promise<Ended> {
  return commandLine(folder, args, { input, onError });
}

const nouns = ["dog", "cat", "bird", "child", "tree", "house", "river", "stone"];
const nomen = ["Hund", "Katze", "Vogel", "Kind", "Baum", "Haus", "Fluss", "Stein"];
const verbs = ["sees", "likes", "finds", "paints"];
const verben = ["sieht", "mag", "findet", "malt"];

/** A sentence and its translation, the same for the same number; the verb goes to the end. */
function pairOf(i: number): readonly [string, string] {
  const [a, b, v] = [i % 8, Math.floor(i / 8) % 8, Math.floor(i / 64) % 4];
  return [`The ${nouns[a]} ${verbs[v]} the ${nouns[b]}.`, `${nomen[a]} ${nomen[b]} ${verben[v]}.`];
}

const every = Array.from({ length: 256 }, (_, i) => pairOf((i * 101) % 256));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-translate-"));
  const lines = (side: 0 | 1, from: number, to: number): string =>
    every
      .slice(from, to)
      .map((pair) => `${pair[side]}\n`)
      .join("");
  await writeFile(join(folder, "train.en"), lines(0, 0, 224));
  await writeFile(join(folder, "train.de"), lines(1, 0, 224));
  await writeFile(join(folder, "val.en"), lines(0, 224, 256));
  await writeFile(join(folder, "val.de"), lines(1, 224, 256));
  await writeFile(join(folder, "short.de"), lines(1, 0, 223));
  await writeFile(join(folder, "pairs.tsv"), every.map(([en, de]) => `${en}\t${de}\tsomebody\n`).join(""));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const files = ["--source", "train.en", "--target", "train.de", "--validation", "val.en", "val.de"];
/** Where the checkpoints of a run's Transformer are. */
function checkpoints(run: string): string {
  return join(folder, run, "training", "transformer");
}

function weights(run: string): Promise<Buffer> {
  return readFile(join(folder, run, "weights.safetensors"));
}

const small = ["--vocab", "320", "--tokens-per-batch", "512", "--average", "3"];

const killAfter = (validation: string) => (stderr: string, send: (signal: NodeJS.Signals) => void) => {
  if (stderr.includes(`${validation}, pass`)) send("SIGKILL");
};

test("a run that was killed twice and resumed ends with the bits of one that was not", async () => {
  const options = [...files, ...small, "--updates", "20", "--validate-every", "4"];
  const whole = await lookback(["translate", "train", ...options, "--out", "whole", "--json"]);
  expect([whole.code, whole.stderr]).toEqual([0, expect.stringContaining("224 pairs")]);
  const summary = JSON.parse(whole.stdout);
  expect(summary).toMatchObject({
    schema: 2,
    metric: "bleu",
    data: { source: "train.en", target: "train.de", pairs: 224, vocabulary: 320, lowercase: false },
    split: { train: 224, validation: 32 },
    leaderboard: [{ model: "transformer", updates: 20 }],
    best: "transformer",
    interrupted: false,
    out: "whole",
  });
  const first = await lookback(["translate", "train", ...options, "--out", "parts"], "", killAfter("update 8"));
  expect(first.signal).toBe("SIGKILL");
  const second = await lookback(["translate", "train", "--resume", "parts"], "", killAfter("update 12"));
  expect(second.signal).toBe("SIGKILL");
  const third = await lookback(["translate", "train", "--resume", "parts", "--json"]);
  expect(third.code).toBe(0);
  expect((await weights("parts")).equals(await weights("whole"))).toBe(true);
  const { validation } = JSON.parse(third.stdout).leaderboard[0];
  expect(validation).toEqual(summary.leaderboard[0].validation);
  // The newest three are kept, and the best.
  const kept = (await readdir(checkpoints("parts"))).filter((name) => name.startsWith("checkpoint-"));
  expect(kept.slice(-3)).toEqual(["checkpoint-000000012", "checkpoint-000000016", "checkpoint-000000020"]);
  expect(kept.length).toBeLessThanOrEqual(4);
}, 120_000);

test("a damaged newest checkpoint is passed over and told of, and the result is the same", async () => {
  const file = join(checkpoints("parts"), "checkpoint-000000020", "training.safetensors");
  const bytes = await readFile(file);
  // One bit, which leaves the length and all numbers finite.
  bytes[bytes.length - 5] ^= 1;
  await writeFile(file, bytes);
  const again = await lookback(["translate", "train", "--resume", "parts", "--json"]);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).leaderboard[0].note).toContain("does not have its checksum");
  expect((await weights("parts")).equals(await weights("whole"))).toBe(true);
}, 60_000);

test("when the time is up within a pass, the model is validated and saved, and training can continue", async () => {
  const options = [...files, ...small, "--validate-every", "100000", "--minutes", "0.01"];
  const first = await lookback(["translate", "train", ...options, "--out", "short", "--json"]);
  const [{ updates, seconds }] = JSON.parse(first.stdout).leaderboard;
  expect(first.code).toBe(0);
  expect(updates).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(30);
  const second = await lookback([
    "translate",
    "train",
    "--resume",
    "short",
    "--minutes",
    `${seconds / 60 + 0.01}`,
    "--json",
  ]);
  expect(JSON.parse(second.stdout).leaderboard[0].updates).toBeGreaterThan(updates);
}, 60_000);

test("a saved translator translates line by line, empty lines too, the same alone and among others", async () => {
  const lines = ["The dog sees the cat.", "", "The river finds the stone."];
  const together = await lookback(["translate", "whole"], lines.map((line) => `${line}\n`).join(""));
  expect(together.code).toBe(0);
  const translations = together.stdout.split("\n");
  expect([translations.length, translations[1], translations[3]]).toEqual([4, "", ""]);
  const alone = await lookback(["translate", "whole", "-"], `${lines[2]}\n`);
  expect(alone.stdout).toBe(`${translations[2]}\n`);
  const long = await lookback(["translate", "whole"], `${"dog ".repeat(250_000)}\n${"a.".repeat(9000)}\n${lines[2]}\n`);
  expect([long.code, long.stdout]).toEqual([1, `\n\n${translations[2]}\n`]);
  expect(long.stderr).toMatch(/^line 1 has more than .*stays empty\nline 2 has more than .*stays empty\n$/);
  const unended = await lookback(["translate", "whole"], "a".repeat(3_000_000));
  expect([unended.code, unended.stdout]).toEqual([1, "\n"]);
  await writeFile(join(folder, "latin.txt"), Buffer.from("The dog.\nDas M\u00e4dchen.\n", "latin1"));
  const latin = await lookback(["translate", "whole", "latin.txt"]);
  expect([latin.code, latin.stdout]).toEqual([2, ""]);
  expect(latin.stderr).toMatch(/^error: latin\.txt, line 2: is not UTF-8: .*; help: convert the file/);
  const best = await lookback(
    ["translate", "whole", "--n-best", "2", "--attention", "attention.html"],
    // Short, since a model that has hardly learned writes to the limit, and long texts are not drawn.
    "dog\n",
  );
  expect(best.stdout).toMatch(/^1\t-\d+\.\d{4}\t.*\n1\t-\d+\.\d{4}\t.*\n$/);
  const page = await readFile(join(folder, "attention.html"), "utf8");
  expect(page).toContain("layer 4, head 4");
  expect(page).toContain("dog");
}, 60_000);

test("from one file of pairs a part is held out; Ctrl-C saves what there is and exits with 130", async () => {
  const run = await lookback(
    [
      "translate",
      "train",
      "--pairs",
      "pairs.tsv",
      ...small,
      "--lowercase",
      "--validate-every",
      "3",
      "--out",
      "stopped",
    ],
    "",
    signalAt("update 3, pass", "SIGINT"),
  );
  expect([run.code, run.stdout]).toEqual([130, expect.stringContaining("--resume stopped")]);
  expect(run.stderr).toContain("held out");
  const translated = await lookback(["translate", "stopped", "--beam", "1"], "The dog sees the cat.\n");
  expect(translated.code).toBe(0);
  expect(translated.stdout).toBe(translated.stdout.toLowerCase());
}, 60_000);

test.each<readonly [string, readonly string[], string]>([
  ["no files", ["train"], "got none of them"],
  ["one side alone", ["train", "--source", "train.en"], "got source"],
  ["unequal lengths", ["train", "--source", "train.en", "--target", "short.de"], "223"],
  ["a file that is not there", ["train", "--source", "no.en", "--target", "train.de"], "no.en"],
  ["one validation file", ["train", ...files.slice(0, 4), "--validation", "val.en"], "got 1"],
  ["an unknown model", ["train", ...files, "--models", "transformr"], 'did you mean "transformer"'],
  ["a vocabulary smaller than bytes", ["train", ...files, "--vocab", "100"], "an integer of at least 300"],
  ["resuming what was not begun", ["train", "--resume", "."], "has no training to resume"],
  ["other options when resuming", ["train", "--resume", "whole", "--seed", "3"], "seed was 0 and is now 3"],
  ["no folder", [], "translate needs MODEL_DIR"],
  ["a folder without a translator", ["."], "holds no saved translator"],
  ["more results than hypotheses", ["whole", "--beam", "2", "--n-best", "3"], "at most the beam, 2, got 3"],
])("%s is an error that says what to do", async (_, args, message) => {
  const run = await lookback(["translate", ...args]);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(run.stderr).toMatch(/help|It is a|needs|at most|come from/);
});

test("resuming with another tokenizer is refused", async () => {
  const path = join(folder, "whole", "tokenizer.json");
  const old = await readFile(path, "utf8");
  await writeFile(path, `${old} `);
  const run = await lookback(["translate", "train", "--resume", "whole"]);
  await rm(path);
  const without = await lookback(["translate", "train", "--resume", "whole"]);
  await writeFile(path, old);
  expect([run.code, run.stderr, without.code, without.stderr]).toEqual([
    2,
    expect.stringMatching(/^error: whole\/tokenizer.json: is not the file that the training was begun with; help: /),
    2,
    expect.stringMatching(/^error: whole\/tokenizer.json: cannot be read, .*there is no such file or folder; help: /),
  ]);
  const begun = join(folder, "whole", "run.json");
  const sums = await readFile(begun, "utf8");
  await writeFile(begun, sums.replace('"tokenizer.json":', '"/dev/zero":'));
  const outside = await lookback(["translate", "train", "--resume", "whole"]);
  await writeFile(begun, sums);
  expect([outside.code, outside.stderr]).toEqual([
    2,
    expect.stringMatching(/^error: whole\/run.json: is not what a training is saved as: .*\/dev\/zero/),
  ]);
});

test("resuming with other sentences is refused", async () => {
  const old = await readFile(join(folder, "train.de"), "utf8");
  await writeFile(join(folder, "train.de"), old.replace("Hund", "Hand"));
  const run = await lookback(["translate", "train", "--resume", "whole"]);
  await writeFile(join(folder, "train.de"), old);
  expect([run.code, run.stderr]).toEqual([
    2,
    expect.stringContaining(
      "has other sentences than when the training was begun: the training targets were 224 lines",
    ),
  ]);
});
