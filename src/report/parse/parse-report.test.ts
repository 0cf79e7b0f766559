import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { ParseData, ParseScores, ShownTree } from "./parse-data.ts";
import { drawTree } from "./tree-drawing.ts";
import { parseHeadline } from "./parse-headline.ts";
import { parseReport } from "./parse-report.ts";

const scores = (f1: number): ParseScores => ({
  f1,
  precision: f1 + 1,
  recall: f1 - 1,
  exactMatch: 5,
  sentences: 40,
  valid: 40,
  wellFormed: 39,
});
const leaf = (label: string): ShownTree => ({ label, children: [] });
const gold: ShownTree = {
  label: "S",
  children: [
    { label: "NP", children: [leaf("R&D")] },
    { label: "VP", children: [leaf("grows"), { label: "ADVP", children: [leaf("fast")] }] },
  ],
};
const data: ParseData = {
  title: "Parsing",
  createdAt: "2026-03-14T09:26:53.589Z",
  source: "<trees>.mrg",
  rows: [
    {
      model: "transformer",
      parameters: 1_000_000,
      validation: scores(69.4),
      test: scores(71.26),
      training: { perplexity: 1.5, averaged: 5, updates: 3000, passes: 13, seconds: 480, tokensPerSecond: 5000 },
    },
    { model: "right-branching", parameters: 0, validation: scores(39), test: scores(41.5), training: null },
    { model: "left-branching", parameters: 0, validation: scores(9), test: scores(11), training: null },
  ],
  best: "transformer",
  curves: [
    {
      model: "transformer",
      updates: [250, 500],
      loss: [2, 1.7],
      validationLoss: [1.9, 1.6],
      f1: [40, 55],
      tokensPerSecond: [5000, 5000],
    },
  ],
  samples: [
    { gold, parsed: gold },
    { gold, parsed: { label: "FRAG", children: [leaf("R&D"), leaf("grows"), leaf("fast")] } },
  ],
  diagnosis: ["3,914 trees"],
  notes: [],
  modelSummary: "layers",
  facts: [],
};

test("the headline sets the test beside the best tree without learning", () => {
  expect(parseHeadline(data)).toEqual({
    answer: "transformer reaches 71.3 bracket F1 on the test sentences.",
    detail:
      "The best tree without learning, right-branching, reaches 41.5. Every output is a tree over exactly its " +
      "words; 1 of 40 had to be mended.",
  });
  const untested = { ...data, rows: data.rows.map((row) => ({ ...row, test: null })) };
  expect(parseHeadline(untested).answer).toContain("69.4 bracket F1 on the validation");
});

test("the report has a table of all models, curves, and each tree with the right one where it differs", () => {
  const html = parseReport(data);
  const { document } = parseHTML(html);
  const rows = [...document.querySelectorAll("table.leaderboard tbody tr")].map((row) => row.textContent);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/transformer chosen.*71\.26.*72\.26.*70\.26.*69\.40.*3,000/);
  expect(document.querySelectorAll("svg[aria-label^='Tree by']")).toHaveLength(2);
  expect(document.querySelectorAll("svg[aria-label='Right tree']")).toHaveLength(1);
  expect(html).not.toContain("<trees>");
});

test("words of a drawn tree stand in their order on one line, below all phrases, within the picture", () => {
  const { document } = parseHTML(`<html><body>${drawTree(gold, "t")}</body></html>`);
  const texts = [...document.querySelectorAll("text")].map((text) => ({
    label: text.textContent,
    x: Number(text.getAttribute("x")),
    y: Number(text.getAttribute("y")),
  }));
  const words = ["R&D", "grows", "fast"].map((word) => texts.find(({ label }) => label === word));
  expect(new Set(words.map((word) => word?.y)).size).toBe(1);
  expect(words.map((word) => word?.x)).toEqual(words.map((word) => word?.x).toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  const phrases = texts.filter(({ label }) => /^[A-Z]+$/.test(label));
  expect(phrases.map(({ label }) => label)).toEqual(["S", "NP", "VP", "ADVP"]);
  for (const { y } of phrases) expect(y).toBeLessThan(words[0]?.y ?? 0);
  const [, , width, height] = (document.querySelector("svg")?.getAttribute("viewBox") ?? "").split(" ").map(Number);
  for (const { x, y } of texts) expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
  expect(document.querySelector("path")?.getAttribute("d")?.match(/M/g)).toHaveLength(6);
});
