import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine, type Ended } from "../command-line.ts";
import { z } from "zod";
import { readMarkup } from "../report.ts";

let folder = "";

/** Spaces that do not break, as plain ones. */
function plain(text: string): string {
  return text.replaceAll("\u00a0", " ");
}

/** Runs the command line in the test's folder. */
async function lookback(args: readonly string[], input = ""): Promise<Ended> {
  const ended = await commandLine(folder, args, { input });
  return { ...ended, stdout: plain(ended.stdout), stderr: plain(ended.stderr) };
}

const fillers = ["the", "film", "was", "and", "it", "all", "of", "a", "that", "with", "in", "to"];

/** Fillers, with one word that tells the class. */
function textOf(i: number): string {
  const words = Array.from({ length: 5 + (i % 7) }, (_, k) => fillers[(i * 7 + k * 5) % fillers.length]);
  words.splice(i % 5, 0, i % 2 === 0 ? "wonderful" : "dull");
  return words.join(" ");
}

async function train(model: string, ...more: readonly string[]): Promise<void> {
  const run = await lookback([
    "classify",
    "texts.csv",
    "--models",
    model,
    "--length",
    "20",
    "--words",
    "100",
    "--epochs",
    "8",
    "--batch-size",
    "16",
    "--quiet",
    "--out",
    model,
    ...more,
  ]);
  expect([run.code, run.stderr]).toEqual([0, ""]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-explain-"));
  const rows = Array.from({ length: 400 }, (_, i) => `"${textOf(i)}",${i % 2 === 0 ? "good" : "bad"}`);
  await writeFile(join(folder, "texts.csv"), ["text,label", ...rows].join("\n"));
  const hours = Array.from({ length: 900 }, (_, hour) => {
    const time = new Date(Date.UTC(2021, 0, 1) + hour * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
    // A day and a half in which nothing moves.
    if (hour >= 200 && hour < 236) return `${time},12,2`;
    return `${time},${(10 + 5 * Math.sin(hour / 4)).toFixed(3)},${(hour % 7) - 3}`;
  });
  await writeFile(join(folder, "hours.csv"), ["time,T (degC),other", ...hours].join("\n"));
  await mkdir(join(folder, "empty"));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const answer = z.object({
  model: z.string(),
  predicted: z.string(),
  explained: z.string(),
  output: z.number(),
  baseline: z.number(),
  error: z.number(),
  features: z.array(
    z.object({ name: z.string(), attribution: z.number(), leaveOneOut: z.number(), known: z.boolean() }),
  ),
});

const windowAnswer = z.object({
  at: z.string(),
  output: z.number(),
  baseline: z.number(),
  error: z.number(),
  truth: z.number().nullable(),
  columns: z.array(z.object({ name: z.string(), attribution: z.number() })),
  readings: z.array(z.object({ time: z.string(), attribution: z.number(), leaveOneOut: z.number() })),
});

async function explained(args: readonly string[]): Promise<z.infer<typeof answer>> {
  const run = await lookback(["explain", ...args, "--json"]);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  return answer.parse(JSON.parse(run.stdout));
}

test.each([
  ["bag-of-bigrams", []],
  ["lstm", ["--preset", "lecture"]],
  ["lstm-bidirectional", []],
  ["transformer", []],
] as const)("%s: the word that tells the class is the strongest, and all add up", async (model, more) => {
  await train(model, ...more);
  const found = await explained([
    model,
    "--text",
    "It was all wonderful, and in a zebra film!",
    "--out",
    `${model}.html`,
  ]);
  expect([found.model, found.predicted, found.explained]).toEqual([model, "good", "good"]);
  const sum = found.features.reduce((total, { attribution }) => total + attribution, 0);
  expect(sum).toBeCloseTo(found.output - found.baseline, 3);
  expect(Math.abs(found.error)).toBeLessThan(0.005);
  const strongest = found.features.toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))[0];
  expect(strongest.name).toContain("wonderful");
  expect(strongest.leaveOneOut).toBeGreaterThan(0);
  const page = await readFile(join(folder, `${model}.html`), "utf8");
  expect(readMarkup(page).problems).toEqual([]);
  const { document } = parseHTML(page);
  const passes = { lstm: 1, "lstm-bidirectional": 2, transformer: 0, "bag-of-bigrams": 0 }[model];
  expect(document.querySelectorAll("#gates figure").length).toBe(passes);
  expect(document.querySelectorAll("#attention .square").length).toBe(model === "transformer" ? 2 : 0);
  const marks = [...document.querySelectorAll(".coloured mark.for.strong")];
  expect(marks.find(({ textContent }) => textContent === "wonderful,")?.getAttribute("style")).toBe("--share:100%");
  expect(document.querySelector("#repeat pre")?.textContent).toContain(`lookback explain ${model} --text 'It was all`);
});

test("the other class, standard input, a row of a file, and a text that is too long", async () => {
  const other = await explained(["lstm", "--text", "it was wonderful", "--class", "bad"]);
  const own = await explained(["lstm", "--text", "it was wonderful"]);
  expect([other.predicted, other.explained]).toEqual(["good", "bad"]);
  expect(other.output).toBeCloseTo(1 - own.output, 6);
  other.features.forEach(({ attribution }, i) => expect(attribution).toBeCloseTo(-own.features[i].attribution, 5));

  const piped = await lookback(["explain", "lstm", "-", "--out", "piped.html"], "it was\nwonderful\n");
  expect(piped.stdout).toMatch(/^lstm: good \(\d+ %\); good \d+ %, for padding alone \d+ %\nfor good: wonderful \+/);
  expect(piped.stdout).toContain("written to piped.html");

  const row = await lookback(["explain", "lstm", "texts.csv", "--row", "2", "--out", "row.html"]);
  expect(row.stdout).toMatch(/^lstm: bad/);
  expect(await readFile(join(folder, "row.html"), "utf8")).toContain("dull");

  const long = await lookback([
    "explain",
    "lstm",
    "--text",
    `${"film ".repeat(30)}wonderful`,
    "--out",
    "deep/long.html",
  ]);
  expect([long.code, long.stderr]).toEqual([0, ""]);
  expect(long.stdout).toContain("The text has 31 words, and the model reads the last 20: the first 11 were cut off");
  expect(await readFile(join(folder, "deep/long.html"), "utf8")).toContain("11 words in front are not read");
});

test("a window of a forecast, the last one or one by its time, and the gates in the report", async () => {
  const run = await lookback([
    "forecast",
    "hours.csv",
    "--target",
    "T (degC)",
    "--models",
    "gru",
    "--lookback",
    "24h",
    "--ahead",
    "3h",
    "--epochs",
    "2",
    "--steps-per-epoch",
    "20",
    "--quiet",
    "--out",
    "series",
  ]);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  const report = parseHTML(await readFile(join(folder, "series", "report.html"), "utf8")).document;
  expect(report.querySelectorAll("#inside .strips img[data-from]").length).toBe(4);

  const manifest = z
    .object({ model: z.string() })
    .parse(JSON.parse(await readFile(join(folder, "series", "forecast.json"), "utf8")));
  if (manifest.model !== "gru") throw new Error(`${manifest.model} was chosen; the series should be easy for gru`);
  const last = await lookback(["explain", "series", "hours.csv", "--json", "--out", "window.html"]);
  const window = windowAnswer.parse(JSON.parse(last.stdout));
  expect([window.at, window.truth]).toEqual(["2021-02-07 11:00", null]);
  expect(window.columns.map(({ name }) => name).toSorted()).toEqual(["T (degC)", "other"]);
  expect(window.columns.reduce((sum, { attribution }) => sum + attribution, 0)).toBeCloseTo(
    window.output - window.baseline,
    3,
  );
  const page = await readFile(join(folder, "window.html"), "utf8");
  expect(readMarkup(page).problems).toEqual([]);

  const at = await lookback(["explain", "series", "hours.csv", "--at", "2021-02-01 12:00", "--out", "at.html"]);
  expect(at.stdout).toMatch(/^gru, 1 Feb 2021, 12:00: .*, the true value is .*; from a window in which every column/s);

  // Where all columns stand still, the window is the baseline: no reading adds anything.
  const still = await lookback([
    "explain",
    "series",
    "hours.csv",
    "--at",
    "2021-01-10 18:00",
    "--json",
    "--out",
    "still.html",
  ]);
  const flat = windowAnswer.parse(JSON.parse(still.stdout));
  expect(flat.output).toBeCloseTo(flat.baseline, 5);
  expect(flat.readings).toHaveLength(24);
  for (const { attribution, leaveOneOut } of flat.readings) {
    expect(attribution).toBeCloseTo(0, 5);
    expect(leaveOneOut).toBeCloseTo(0, 5);
  }
  expect(window.readings.some(({ attribution }) => Math.abs(attribution) > 0.001)).toBe(true);

  const errors: readonly (readonly [readonly string[], string])[] = [
    [["series"], "there is no window to explain; help: give a FILE"],
    [["series", "hours.csv", "--text", "a"], "--text is not for a forecast"],
    [["series", "hours.csv", "--at", "noon"], 'at must be a moment such as "2021-02-07 11:00", got "noon"'],
    [
      ["series", "hours.csv", "--at", "2020-01-01"],
      "no window ends at 2020-01-01 00:00; help: windows that the model can read end from",
    ],
  ];
  for (const [args, message] of errors) {
    const failed = await lookback(["explain", ...args]);
    expect([failed.code, failed.stdout]).toEqual([2, ""]);
    expect(failed.stderr).toContain(message);
  }
}, 60_000);

test.each([
  ["no text", ["lstm"], "there is no text to explain"],
  ["an empty text", ["lstm", "--text", "  "], "there is no text to explain"],
  ["punctuation", ["lstm", "--text", "?!"], 'there are no words in "?!"'],
  [
    "two texts",
    ["lstm", "texts.csv", "--text", "a"],
    "there are two texts to explain; help: give --text or FILE, not both",
  ],
  ["a row too far", ["lstm", "texts.csv", "--row", "401"], "texts.csv has 400 texts, got row 401"],
  ["a folder without a model", ["empty", "--text", "a"], "help:"],
  ["no such folder", ["nowhere", "texts.csv"], "nowhere"],
  [
    "an unknown class",
    ["lstm", "--text", "a film", "--class", "goood"],
    'there is no class "goood"; help: did you mean "good"',
  ],
  ["a time for a text", ["lstm", "--text", "a film", "--at", "2020-01-01"], "--at is not for a classifier"],
  ["no steps", ["lstm", "--text", "a film", "--steps", "0"], "It is an integer of at least 1."],
  [
    "a model that reads nothing",
    ["majority", "--text", "a film"],
    "holds majority, which predicts the same for every text",
  ],
] as const)("%s ends with 2 and says what to do", async (_, args, message) => {
  if (args[0] === "majority") await train("majority");
  const run = await lookback(["explain", ...args]);
  expect([run.code, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toContain(message);
});
