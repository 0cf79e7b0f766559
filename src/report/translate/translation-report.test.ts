import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { readMarkup } from "../../../test/report.ts";
import { translationAttention } from "./translation-attention.ts";
import type { TranslationData } from "./translation-data.ts";
import { translationHeadline } from "./translation-headline.ts";
import { translationReport } from "./translation-report.ts";

const data: TranslationData = {
  title: "Translation",
  createdAt: "2026-03-14T09:26:53.589Z",
  sourceFile: "a<b>.en",
  targetFile: "a.de",
  rows: [
    {
      model: "transformer",
      parameters: 2_605_056,
      validation: { bleu: 31.47, chrf: 55.5, perplexity: 6.25 },
      averaged: 10,
      updates: 3660,
      passes: 60,
      seconds: 1800,
      tokensPerSecond: 9000,
    },
    {
      model: "lstm",
      parameters: 4_000_000,
      validation: { bleu: 12.5, chrf: 30, perplexity: 30 },
      averaged: 1,
      updates: 610,
      passes: 9.5,
      seconds: 600,
      tokensPerSecond: 16_000,
      note: "training ended early & badly",
    },
  ],
  best: "transformer",
  signature: "nrefs:1|case:lc",
  curves: ["transformer", "lstm"].map((model, k) => ({
    model,
    updates: [100, 200, 260],
    loss: [5, 4, 3.5 + k],
    validationLoss: [4.8, 3.9, null],
    bleu: [2, 10, 20 - 8 * k],
    tokensPerSecond: [1, 1, 1],
  })),
  samples: [{ source: "A <dog> runs.", reference: "Ein Hund läuft.", translation: "" }],
  diagnosis: ["29,000 pairs"],
  notes: ["Keep in mind."],
  modelSummary: "layers",
  facts: [{ label: "Seed", value: "0" }],
};

test("the headline is of the chosen model, and one that is not there is an error", () => {
  const { answer, detail } = translationHeadline(data);
  expect(answer).toBe("transformer reaches 31.5 BLEU on the validation sentences.");
  expect(detail).toContain("after 3,660 updates in 60 passes");
  expect(() => translationHeadline({ ...data, best: "gru" })).toThrow('no model "gru" among transformer, lstm');
});

test("the report is well-formed and says what its figures count", () => {
  const html = translationReport(data);
  expect(readMarkup(html).problems).toEqual([]);
  const { document } = parseHTML(html);
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => row.textContent);
  expect(rows[0]).toContain("mean of the last 10 checkpoints");
  expect(rows[1]).toContain("training ended early & badly");
  const training = document.querySelector("#training")?.textContent ?? "";
  expect(training).toContain("validation");
  // Validations are no epochs, and no single one is kept.
  expect(training).not.toMatch(/epoch|kept(?! in the end)/);
  expect(document.querySelector("#samples")?.textContent).toContain("(nothing)");
  expect(document.querySelector("#data")?.textContent).toContain("Keep in mind.");
});

test("a page of attention has a map for every head, with the words that look and are looked at", () => {
  const map = [
    [0.25, 0.75],
    [0.5, 0.5],
    [1, 0],
  ];
  const html = translationAttention({
    folder: "en-de",
    model: "transformer",
    sentences: [
      {
        source: "go <on>",
        translation: "weiter so",
        sourcePieces: ["go", "</s>"],
        readPieces: ["<s>", "weiter", "so"],
        writtenPieces: ["weiter", "so", "</s>"],
        attentions: [
          { kind: "cross", layer: 1, heads: [map, map] },
          { kind: "encoder", layer: 2, heads: [map.slice(0, 2)] },
        ],
      },
    ],
  });
  expect(readMarkup(html).problems).toEqual([]);
  const { document } = parseHTML(html);
  const maps = [...document.querySelectorAll("[data-strips]")];
  expect(maps.map((one) => one.getAttribute("aria-label"))).toEqual([
    "Attention, layer 1, head 1",
    "Attention, layer 1, head 2",
    "Attention, layer 2, head 1",
  ]);
  const words: unknown = JSON.parse(maps[0].getAttribute("data-strips") ?? "");
  expect(words).toMatchObject({ rows: ["weiter", "so", "</s>"], columns: ["go", "</s>"] });
  expect(html).not.toContain("The translation looking back at itself");
});
