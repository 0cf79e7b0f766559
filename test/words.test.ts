// The words of the field, and nothing wider than a screen: names, comments, messages, help and pages.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Words that once stood in the code, and what is said instead. */
const replaced: readonly { readonly word: RegExp; readonly instead: string }[] = [
  { word: /slope/i, instead: "gradient, derivative" },
  { word: /\bway back\b|\bway there\b/i, instead: "backward pass, forward pass" },
  { word: /\brungs?\b|Rung[A-Z]?|-rung/, instead: "model, candidate" },
  { word: /\bladder\b/i, instead: "several models, leaderboard" },
  { word: /culprit/i, instead: "source" },
  { word: /stretch/i, instead: "range, split, block" },
  { word: /breathe/i, instead: "yield to the event loop" },
  { word: /\b(give|gives|given|gave|giving)[ -](\w+ )?back\b|giveBack/i, instead: "release, return, restore" },
  { word: /first[- ]?values|firstValueNames/i, instead: "initial values" },
  { word: /\bowners\b|Owners\b/, instead: "source indices" },
  { word: /\bAsked\b|\baskedOf\b/, instead: "compile options" },
  { word: /\bwhole numbers?\b(?! of (steps|rows|them)\b)/i, instead: "integer" },
  { word: /at most so many|eventLoopYielder|wholeNumber/i, instead: "at most, maximum; createYielder; integer" },
  { word: /\bdeviation\??: /, instead: "stddev, standardDeviation" },
];

/** Where a replaced word is right: in the ordinary sense, in files of version 0.1, or in data of others. */
const exceptions: readonly { readonly file: RegExp; readonly line: RegExp; readonly why: string }[] = [
  { file: /./, line: /negative_?slope/i, why: "Keras's option of leakyRelu" },
  { file: /rectifiers|FEATURES/, line: /slopes?\b/i, why: "those that PReLU learns" },
  { file: /metrics\/auc\.ts$/, line: /slope/, why: "of a straight line, as in Keras's interpolation" },
  { file: /\/lab\/|cli\/lab-/, line: /slope/i, why: "of the straight line through ln of the gradient's norm" },
  { file: /jobs\/saved-folder\.ts$/, line: /\brung\b/, why: "the model's name in files of version 0.1" },
  {
    file: /saved-options\.ts$|model-folder\.test\.ts$|scaler(\.test)?\.ts$|forecast\/save\.ts$|tensor\/options\.ts$/,
    line: /deviation: /,
    why: "in files of version 0.1, and as a near match of stddev",
  },
  { file: /drawing\/format(\.test)?\.ts$/, line: /leaves a whole number/, why: "of units of time" },
  { file: /byte-pair-encoding\.test\.ts$|tokenizer-json\.test\.ts$/, line: /on a ladder/, why: "text to encode" },
];

function tracked(pattern: RegExp): string[] {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  return files.split("\n").filter((file) => pattern.test(file) && existsSync(file));
}

const linesOf = (file: string): string[] => readFileSync(file, "utf8").split("\n");

const inGit = existsSync(".git");

test.skipIf(!inGit)("replaced words stand nowhere but in the listed exceptions", () => {
  const files = tracked(/^(src|kernels|docs)\/.*\.(ts|cc|h|md)$|^(README|FEATURES|CONTRIBUTING)\.md$/);
  const found = files.flatMap((file) =>
    linesOf(file).flatMap((line, i) =>
      replaced
        .filter(({ word }) => word.test(line))
        .filter(() => !exceptions.some((one) => one.file.test(file) && one.line.test(line)))
        .map(({ instead }) => `${file}:${i + 1}: ${line.trim().slice(0, 100)} → ${instead}`),
    ),
  );
  expect(files.length).toBeGreaterThan(700);
  expect(found).toEqual([]);
});

test.skipIf(!inGit)("every exception is still needed", () => {
  const files = tracked(/^(src|kernels|docs)\/.*\.(ts|cc|h|md)$|^(README|FEATURES|CONTRIBUTING)\.md$/);
  const unused = exceptions.filter(
    ({ file, line }) => !files.some((name) => file.test(name) && linesOf(name).some((text) => line.test(text))),
  );
  expect(unused).toEqual([]);
});

/** A regular expression by itself on a line, which JavaScript cannot continue on the next. */
const expression = /^\s*\/(?![*/]).*\/[a-z]*[,;]?$/;

test.skipIf(!inGit)("no line of code or comment is wider than 120 columns", () => {
  const files = tracked(/\.(ts|mjs|cc|h|py|sh)$|^\.ci\/run$/);
  const wide = files.flatMap((file) =>
    linesOf(file).flatMap((line, i) =>
      Array.from(line).length > 120 && !expression.test(line) ? [`${file}:${i + 1}`] : [],
    ),
  );
  expect(files.length).toBeGreaterThan(900);
  expect(wide).toEqual([]);
});
