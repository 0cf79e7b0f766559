import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, type CommandOptions, type Ended } from "../command-line.ts";

let folder = "";

/** Runs the command line in the test's folder. */
function lookback(
  args: readonly string[],
  input = "",
  onError: CommandOptions["onError"] = () => undefined,
): Promise<Ended> {
  return commandLine(folder, args, { input, onError });
}

const fillers = ["the", "film", "was", "and", "it", "all", "of", "a", "that", "with", "in", "to"];
const telling = {
  good: ["wonderful", "moving", "bright"],
  bad: ["dull", "noisy", "cheap"],
  odd: ["purple", "sideways", "upside"],
};

/** Texts of fillers with two telling words each; the same for the same number. */
function textOf(label: keyof typeof telling, i: number): string {
  const pick = (words: readonly string[], k: number): string => words[(i * 7 + k * 13 + ((i * k) % 5)) % words.length];
  const words = Array.from({ length: 6 + (i % 9) }, (_, k) => pick(fillers, k));
  words.splice(2, 0, pick(telling[label], 1));
  words.push(pick(telling[label], 2));
  return words.join(" ");
}

function table(labels: readonly (keyof typeof telling)[], count: number): string {
  const rows = Array.from({ length: count }, (_, i) => labels[i % labels.length]).map(
    (label, i) => `"${textOf(label, i)}",${label}`,
  );
  return ["text,label", ...rows].join("\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-classify-"));
  await writeFile(join(folder, "two.csv"), table(["good", "bad"], 400));
  await writeFile(join(folder, "three.csv"), table(["good", "bad", "odd"], 450));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const quick = ["--length", "20", "--words", "200", "--epochs", "6", "--batch-size", "16"];

test("two classes: a leaderboard as JSON, all files, and a saved model that gives the same bits", async () => {
  const run = await lookback([
    "classify",
    "two.csv",
    ...quick,
    "--models",
    "bag-of-words,gru",
    "--out",
    "two",
    "--json",
  ]);
  expect([run.code, run.stderr]).toEqual([0, expect.stringContaining("classes: bad (200), good (200)")]);
  const result: unknown = JSON.parse(run.stdout);
  expect(result).toMatchObject({
    schema: 2,
    metric: "accuracy",
    data: { texts: 400, classes: ["bad", "good"] },
    split: { train: { texts: 256 }, validation: { texts: 64 }, test: { texts: 80 } },
    beatsMajority: true,
    interrupted: false,
  });
  expect((await readdir(join(folder, "two"))).toSorted()).toEqual([
    "classifier.json",
    "histories.json",
    "leaderboard.json",
    "model.json",
    "predictions.csv",
    "report.html",
    "vocabulary.json",
    "weights.safetensors",
  ]);
  const predictions = await readFile(join(folder, "two", "predictions.csv"), "utf8");
  const [head, ...lines] = predictions.trimEnd().split("\n");
  expect(head).toBe("prediction,truth,p(bad),p(good),text");
  const right = lines.filter((line) => line.split(",")[0] === line.split(",")[1]).length;
  expect(right / lines.length).toBeGreaterThan(0.9);
  // The texts of the test again, through a file of their own, in another order and other batches.
  const texts = lines.map((line) => line.split(",")).toReversed();
  await writeFile(
    join(folder, "again.csv"),
    ["text,label", ...texts.map(([, truth, , , text]) => `${text},${truth}`)].join("\n"),
  );
  const again = await lookback(["predict", "two", "again.csv", "--out", "again-out.csv"]);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("80 texts classified")]);
  expect((await readFile(join(folder, "again-out.csv"), "utf8")).trimEnd().split("\n").slice(1).toReversed()).toEqual(
    lines,
  );
});

test("three classes, a test file, and lines of standard input", async () => {
  await writeFile(join(folder, "judged.csv"), `${table(["odd", "bad"], 60)}\n"never heard",strange`);
  const run = await lookback([
    "classify",
    "three.csv",
    "--test",
    "judged.csv",
    ...quick,
    "--models",
    "bag-of-words",
    "--out",
    "three",
  ]);
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('Left out of the test: 1 text of "strange"');
  expect(run.stdout).toMatch(/bag-of-words is right for \d/);
  const lines = await lookback(["predict", "three", "-"], "purple and sideways all\n\nit was wonderful and bright\n");
  expect(lines.stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["odd", "", "good", ""]);
});

test("the lecture's network has the lecture's number of weights", async () => {
  const many = Array.from({ length: 22_000 }, (_, i) => `w${i}`);
  const rows = Array.from({ length: 110 }, (_, i) => `"${many.slice(i * 200, i * 200 + 200).join(" ")}",${i % 2}`);
  await writeFile(join(folder, "many.csv"), ["text,label", ...rows, ...rows].join("\n"));
  const run = await lookback([
    "classify",
    "many.csv",
    "--preset",
    "lecture",
    "--models",
    "lstm",
    "--epochs",
    "1",
    "--json",
    "--quiet",
    "--out",
    "many",
  ]);
  const result: unknown = JSON.parse(run.stdout);
  expect(result).toMatchObject({
    data: { words: 10_000, length: 500 },
    leaderboard: expect.arrayContaining([expect.objectContaining({ model: "lstm", parameters: 328_353 })]),
  });
});

test("Ctrl-C saves the best model so far and ends with 130", async () => {
  let sent = false;
  const run = await lookback(
    ["classify", "two.csv", ...quick, "--epochs", "500", "--models", "lstm", "--preset", "lecture", "--out", "stopped"],
    "",
    (stderr, send) => {
      if (sent || !stderr.includes("epoch 2/")) return;
      sent = true;
      send("SIGINT");
    },
  );
  expect(run.code).toBe(130);
  expect(run.stdout).toContain("This run was interrupted");
  expect(await readdir(join(folder, "stopped"))).toContain("model.json");
});

test("odd texts are counted: empty, punctuation, a megabyte, another encoding, a label only in the test", async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `"${textOf(i % 2 === 0 ? "good" : "bad", i)} caf\u00e9",${i % 2}`);
  const odd = [`"",0`, `" ",1`, `"?!",1`, `"...",0`, `"${"dull and noisy ".repeat(75_000)}",1`, `"no label",`];
  await writeFile(join(folder, "odd.csv"), Buffer.from(["text,label", ...rows, ...odd].join("\n"), "latin1"));
  await writeFile(join(folder, "odd-test.csv"), ["text,label", ...rows.slice(0, 20), `"new",7`].join("\n"));
  const run = await lookback([
    "classify",
    "odd.csv",
    "--test",
    "odd-test.csv",
    ...quick,
    "--models",
    "gru",
    "--out",
    "odd",
  ]);
  expect(run.code).toBe(0);
  for (const line of [
    "odd.csv is not UTF-8; it was read as Latin-1 (Windows-1252).",
    "Left out: 2 rows without a text, 1 row without a label.",
    '1 text of "7", a class that is not in the training split.',
  ])
    expect(run.stdout).toContain(line);
  expect(run.stdout).toMatch(/2 texts hold no word, only punctuation \(\d, \d, 0 in training, validation and test\)/);
  expect(run.stderr).toContain("225000 at most");
});

test.each([
  ["one class", `a b,1\nc d,1`, 'every text is in the one class "1": there is nothing to tell apart; help: give texts'],
  ["no text", `"",1\n" ",2`, "holds no text with a label; help: rows without a text: 2, without a label: 0; choose"],
  [
    "no word",
    `?,1\n!,2\n.,1\n-,2\n?,1\n!,2\n.,1\n-,2`,
    "the texts hold no words; help: choose another column of texts",
  ],
  ["measures", `a b,0.5\nc d,1.25`, "holds numbers that are not whole, such as"],
])("a file with %s ends with 2 and says what to do", async (_, rows, message) => {
  await writeFile(join(folder, "bad.csv"), `text,label\n${rows}`);
  const run = await lookback(["classify", "bad.csv"]);
  expect([run.code, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toContain(message);
  expect(run.stderr).toContain("help: ");
});

test.each([
  ["no such file", ["nowhere.csv"], "nowhere.csv"],
  ["an unknown model", ["two.csv", "--models", "lstn"], 'there is no model "lstn"; help: did you mean "lstm"'],
  ["a share above one", ["two.csv", "--validation-split", "1.5"], "above 0 and below 1"],
  [
    "an unknown column",
    ["two.csv", "--label", "lable"],
    'there is no column "lable" for the label; help: did you mean "label"',
  ],
] as const)("%s ends with 2 and says what to do", async (_, args, message) => {
  const run = await lookback(["classify", ...args]);
  expect([run.code, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toContain(message);
});
