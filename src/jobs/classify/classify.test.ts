import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { classify, type ClassifyResult } from "./classify.ts";
import type { ClassifyOptions } from "./options.ts";
import { explainText } from "../explain/explain-text.ts";
import { load } from "./load.ts";
import { prepare } from "./prepare.ts";
import { loadClassifier, saveClassifier } from "./save.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-classify-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `text,label\n${lines.join("\n")}\n`);
  return path;
}

const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const english = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const [a, b] = [words[(i * 7) % 6], words[(i * 5 + 1) % 6]];
    return `${a} ${b} ${i % 2 === 0 ? "good" : "bad"} only${i},${i % 2 === 0 ? "yes" : "no"}`;
  });

const run = async (
  options: Omit<ClassifyOptions, "source">,
  lines: readonly string[] = english(120),
): Promise<ClassifyResult> => classify({ source: await file("texts.csv", lines), ...options });

test("the chosen model is fitted again with the validation texts, whose words it then knows", async () => {
  const [all, none] = [await run({ models: ["bag-of-words"] }), await run({ models: ["bag-of-words"], refit: "none" })];
  // Training and times differ from run to run by their clocks alone.
  expect(all.leaderboard.rows.map(({ test: scores }) => scores)).toEqual(
    none.leaderboard.rows.map(({ test: scores }) => scores),
  );
  expect(none.refitted).toBeNull();
  expect(all.refitted?.accuracy).toBeGreaterThan(0.9);
  expect(all.notes.join(" ")).toContain("fitted again to the training and the validation texts");
  // 8 words and one of their own in each text to learn from: 77 of training, 96 with those of validation.
  expect(none.encoderOf("bag-of-words").size).toBeLessThan(all.encoderOf("bag-of-words").size);
  const model = join(folder, "model");
  await saveClassifier(all, model);
  const { reads } = await loadClassifier(model);
  expect(reads?.encoder.size).toBe(all.encoderOf("bag-of-words").size);
});

test("texts of a script without spaces are cut by dictionaries, and it is said", async () => {
  const messages = ["ฉันชอบอาหารนี้มาก", "ฉันไม่ชอบร้านนี้เลย"];
  const thai = Array.from({ length: 60 }, (_, i) => `${messages[i % 2]},${i % 2}`);
  const { prepared, notes } = await run({ models: ["bag-of-words"] }, thai);
  expect(prepared.vocabulary.standardize).toBe("segmented");
  expect(prepared.vocabulary.tokens).toContain("อาหาร");
  expect(notes.join(" ")).toContain("no spaces between words");
  expect((await run({ models: ["majority"] })).prepared.vocabulary.standardize).toBe("lowerAndStripPunctuation");
});

test("bag-of-characters is saved, read again and explained, each n-gram at the words that hold it", async () => {
  const result = await run({ models: ["bag-of-characters"] });
  const model = join(folder, "characters");
  await saveClassifier(result, model);
  const { reads } = await loadClassifier(model);
  expect(reads?.encoder.encode("good day")).toEqual(result.encoderOf("bag-of-characters").encode("good day"));
  const { parts, features } = await explainText({ model, text: "good day" });
  expect(parts.map(({ text }) => text)).toEqual(["good", "day"]);
  expect(features.map(({ name }) => name)).toContain("␣goo");
});

test("texts are read to the length of the longest, and no shorter than conv can read", async () => {
  const long = [...english(60), `${"word ".repeat(70)},yes`];
  expect((await run({ models: ["majority"] })).prepared.length).toBe(41);
  expect([41, 70]).toContain((await run({ models: ["majority"] }, long)).prepared.length);
  const { leaderboard } = await run({ models: ["conv"], epochs: 1 });
  expect(leaderboard.rows.map(({ model }) => model)).toContain("conv");
});

test("a model that cannot read texts so short is left out, and the others are kept", async () => {
  const { leaderboard, notes } = await run({ models: ["bag-of-words", "conv"], length: 40, epochs: 2 });
  expect(leaderboard.rows.map(({ model }) => model)).not.toContain("conv");
  expect(notes.join(" ")).toMatch(/conv is left out: .*a window takes 7/);
});

test("the model is chosen by what the options say", async () => {
  const lines = english(120);
  const models = ["bag-of-words", "bag-of-characters"] as const;
  for (const chooseBy of ["accuracy", "f1", "log-loss"] as const) {
    const { leaderboard, notes } = await run({ models, chooseBy, epochs: 2, refit: "none" }, lines);
    const scores = leaderboard.rows.map(({ validation }) =>
      chooseBy === "log-loss" ? -validation.logLoss : chooseBy === "f1" ? validation.macroF1 : validation.accuracy,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    expect(leaderboard.best).toBe(leaderboard.rows[0].model);
    expect(notes.join(" ")).toContain(
      `chosen by its ${{ accuracy: "accuracy", f1: "mean F1", "log-loss": "log loss" }[chooseBy]} on`,
    );
  }
  // @ts-expect-error: JavaScript may write what it likes
  await expect(run({ chooseBy: "acuracy" })).rejects.toThrow(/choose-by cannot be "acuracy".*accuracy/);
});

test("a model that is fitted again reads texts of the same length, whatever split the longest is in", async () => {
  const source = await file("long.csv", [...english(60), `${"good ".repeat(70)},yes`]);
  const lengths = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const options = { source, seed };
    const loaded = await load(options, {}, undefined);
    const { length } = prepare(loaded, options);
    expect(prepare(loaded, options, "again").length).toBe(length);
    lengths.add(length);
  }
  // In the test split it says nothing.
  expect(lengths).toEqual(new Set([70, 41]));
});
