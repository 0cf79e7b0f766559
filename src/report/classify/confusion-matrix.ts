import type { ClassData } from "./class-data.ts";
import { showShare } from "./class-headline.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { FigureText } from "../drawing/figure.ts";
import { escapeText, shorten, showNumber } from "../drawing/format.ts";
import { scrollingTable } from "../drawing/table.ts";

export type ConfusionMatrixData = Pick<ClassData, "rows" | "best" | "classes">;

/** More classes than this make no picture: only those most often mistaken are shown. */
const mostShown = 20;

export function describeConfusionMatrix({ best }: Pick<ConfusionMatrixData, "best">): FigureText {
  return {
    title: "What is taken for what",
    caption:
      `Test texts by their class (rows) and the class that ${best} gave them (columns). The darker a ` +
      `cell, the larger its share of its row.`,
  };
}

/** An HTML table: numbers of texts, shaded by their share of the row, and precision, recall and F1 beside. */
export function drawConfusionMatrix(data: ConfusionMatrixData): string {
  const { confusion, perClass } = rowOf(data.rows, data.best).test;
  const wrong = confusion.map((row, k) => row.reduce((sum, count) => sum + count, 0) - row[k]);
  const shown = [...confusion.keys()]
    .toSorted((a, b) => wrong[b] - wrong[a])
    .slice(0, mostShown)
    .toSorted((a, b) => a - b);
  const name = (k: number): string => escapeText(shorten(data.classes[k], 18));
  const head = shown.map((k) => `<th scope="col">${name(k)}</th>`).join("");
  const rows = shown.map((truth) => {
    const { support, precision, recall, f1 } = perClass[truth];
    const cells = shown.map((predicted) => {
      const count = confusion[truth][predicted];
      const share = support === 0 ? 0 : count / support;
      const kind = truth === predicted ? "right" : "wrong";
      return `<td class="cell ${kind}" style="--share:${(100 * share).toFixed(1)}%">${showNumber(count, 0)}</td>`;
    });
    const scores = [precision, recall, f1].map((value) => `<td>${showShare(value)}</td>`).join("");
    return `<tr><th scope="row">${name(truth)}</th>${cells.join("")}<td>${showNumber(support, 0)}</td>${scores}</tr>`;
  });
  const more =
    confusion.length > shown.length
      ? `<p class="hint">Only the ${mostShown} classes with the most mistakes are shown, of ${confusion.length}.</p>`
      : "";
  const figures = ["texts", "precision", "recall", "F1"].map((title) => `<th scope="col">${title}</th>`).join("");
  return (
    scrollingTable(
      "Confusion matrix",
      "confusion",
      `<tr><th scope="col">class</th>${head}${figures}</tr>`,
      rows.join(""),
    ) + more
  );
}
