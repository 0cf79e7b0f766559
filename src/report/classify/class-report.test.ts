import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { ClassData, ClassScoresData } from "./class-data.ts";
import { drawAccuracyCurves } from "./accuracy-curves.ts";
import { drawCalibration } from "./calibration-curve.ts";
import { drawConfusionMatrix } from "./confusion-matrix.ts";
import { classHeadline } from "./class-headline.ts";
import { classReport } from "./class-report.ts";

function scores(accuracy: number, confusion: readonly (readonly number[])[]): ClassScoresData {
  return {
    accuracy,
    logLoss: 0.4,
    macroF1: 0.8,
    perClass: confusion.map((row) => ({
      precision: 0.5,
      recall: null,
      f1: 0.25,
      support: row.reduce((sum, count) => sum + count, 0),
    })),
    confusion,
    calibration: {
      expectedError: 0.031,
      bins: [
        { from: 0.5, to: 0.6, confidence: 0.55, accuracy: 0.5, count: 10 },
        { from: 0.9, to: 1, confidence: 0.97, accuracy: 0.9, count: 30 },
      ],
    },
  };
}

const confusion = [
  [30, 10],
  [5, 55],
];
const data: ClassData = {
  title: "Classes of reviews.csv",
  createdAt: "2026-03-14T09:26:53.589Z",
  file: "<reviews>.csv",
  classes: ["bad & worse", "good"],
  rows: [
    {
      model: "lstm",
      parameters: 328_353,
      validation: scores(0.86, confusion),
      test: scores(0.85, confusion),
      bestEpoch: 2,
      epochs: 3,
      seconds: 9,
      secondsPerEpoch: 3,
    },
    {
      model: "majority",
      parameters: 0,
      validation: scores(0.6, [
        [0, 40],
        [0, 60],
      ]),
      test: scores(0.6, [
        [0, 40],
        [0, 60],
      ]),
      bestEpoch: null,
      epochs: 0,
      seconds: 0,
      secondsPerEpoch: null,
    },
  ],
  best: "lstm",
  curves: [{ model: "lstm", accuracy: [0.7, 0.8, 0.9], validationAccuracy: [0.7, 0.86, null], bestEpoch: 2 }],
  mistakes: [
    { text: "so <b>good</b><br />that it hurts", truth: "bad & worse", prediction: "good", probability: 0.993 },
  ],
  diagnosis: ["reviews.csv: 100 texts"],
  notes: ["1 text is both"],
  modelSummary: "lstm 328,353",
  facts: [{ label: "Seed", value: "0" }],
};
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("the answer says how often the model is right, and the majority", () => {
  const { answer, detail } = classHeadline(data);
  expect(plain(answer)).toBe("lstm is right for 85.0 % of the test texts.");
  expect(plain(detail)).toBe(
    "Evaluated on 100 test texts, which no model saw before, in 2 classes. Always predicting the most frequent class " +
      "is right for 60.0 %.",
  );
});

test("it is said plainly when nothing beats the majority, or another than the chosen one does", () => {
  const [lstm, majority] = data.rows;
  const worse = { ...lstm, test: { ...lstm.test, accuracy: 0.6 } };
  expect(classHeadline({ ...data, rows: [worse, majority] }).answer).toMatch(/^No model beats/);
  expect(classHeadline({ ...data, rows: [worse, { ...lstm, model: "gru" }, majority] }).answer).toBe(
    "lstm, chosen by its validation accuracy, does not beat always answering the most frequent class.",
  );
});

test("the report holds all of it, escaped, and is one document", () => {
  const html = classReport(data);
  const { document } = parseHTML(html);
  expect(document.querySelector("h1")?.textContent).toContain("lstm is right");
  expect(html).not.toContain("<b>good</b>");
  expect(document.querySelector(".texts li")?.textContent).toContain("bad & worse, taken for good (99 %)");
  expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual([
    "models",
    "mistakes",
    "trust",
    "training",
    "data",
  ]);
  expect(html.replace(/<script>[^]*<\/script>/, "")).not.toMatch(/NaN|undefined|Infinity/);
  expect(classReport({ ...data, curves: [] })).not.toContain('id="training"');
});

test("a confusion matrix shades by the share of its row, and shows the worst of many classes", () => {
  const { document } = parseHTML(drawConfusionMatrix(data));
  const cells = [...document.querySelectorAll(".cell")];
  expect(cells.map((cell) => [cell.textContent, cell.getAttribute("style")])).toEqual([
    ["30", "--share:75.0%"],
    ["10", "--share:25.0%"],
    ["5", "--share:8.3%"],
    ["55", "--share:91.7%"],
  ]);
  const many = Array.from({ length: 25 }, (_, i) => Array.from({ length: 25 }, (_none, k) => (i === k ? 5 : i)));
  const classes = many.map((_, i) => `class ${i}`);
  const [lstm, majority] = data.rows;
  const html = drawConfusionMatrix({ best: "lstm", classes, rows: [{ ...lstm, test: scores(0.5, many) }, majority] });
  expect(html).toContain("Only the 20 classes with the most mistakes are shown, of 25.");
  expect(html).toContain("class 24");
  expect(html).not.toContain("class 4<");
});

test("curves and calibration are pictures at any width, also of one epoch", () => {
  for (const width of [360, 880]) {
    for (const picture of [drawAccuracyCurves(data, { width }), drawCalibration(data, { width })]) {
      expect(picture).toMatch(/^<svg/);
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    }
    const one = { model: "lstm", accuracy: [0.5], validationAccuracy: [0.5], bestEpoch: 1 };
    expect(drawAccuracyCurves({ curves: [one] }, { width })).not.toMatch(/NaN|undefined|Infinity/);
  }
});
