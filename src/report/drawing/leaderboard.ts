import { escapeText } from "./format.ts";
import { rowHead, scrollingTable } from "./table.ts";

/** One model of a comparison, as its row is drawn. */
export interface DrawnRow {
  readonly model: string;
  readonly isBest: boolean;
  /** Whether it is a baseline, which stands back. */
  readonly isNaive: boolean;
  /** What it is beside others, in a few words of plain text. */
  readonly tag?: string;
  /** What to know about it, in plain text; "" for nothing. */
  readonly note: string;
  /** HTML. */
  readonly cells: readonly string[];
}

/** A comparison of models: a column of names, then a column for each title. */
export function leaderboardTable(titles: readonly string[], rows: readonly DrawnRow[]): string {
  const head = titles.map((title) => `<th scope="col">${title}</th>`).join("");
  return scrollingTable(
    "Leaderboard",
    "leaderboard",
    `<tr><th scope="col" class="model">Model</th>${head}</tr>`,
    rows.map((row) => leaderboardRow(row, row.cells.map((cell) => `<td>${cell}</td>`).join(""))).join(""),
  );
}

/** A row with its name, its tags (chosen, and its own), and its note; `cells` are `td` elements. */
export function leaderboardRow({ model, isBest, isNaive, note, tag }: Omit<DrawnRow, "cells">, cells: string): string {
  const kind = isBest ? ' class="is-best"' : isNaive ? ' class="is-naive"' : "";
  const tags = [...(isBest ? ["chosen"] : []), ...(tag === undefined ? [] : [tag])];
  const shown = tags.map((text) => ` <span class="tag${text === "chosen" ? " best" : ""}">${escapeText(text)}</span>`);
  const words = note === "" ? "" : `<span class="note">${escapeText(note)}</span>`;
  return `<tr${kind}>${rowHead(model, shown.join("") + words)}${cells}</tr>`;
}

/** A bar from the left, as long as a share of the cell in per cent. */
export function shareBar(percent: number): string {
  return (
    `<span class="bar" aria-hidden="true"><span class="better" ` +
    `style="left:0;width:${percent.toFixed(1)}%"></span></span>`
  );
}

/** What to know about a model whose weights may be the mean of several checkpoints. */
export function averagedNote(averaged: number, note: string | undefined): string {
  const mean = averaged > 1 ? `mean of the last ${averaged} checkpoints` : "";
  return [mean, note ?? ""].filter((text) => text !== "").join("; ");
}

/** The row of a model. Throws a RangeError where there is none. */
export function rowOf<Row extends { readonly model: string }>(rows: readonly Row[], model: string): Row {
  const row = rows.find((candidate) => candidate.model === model);
  if (row !== undefined) return row;
  throw new RangeError(`there is no model "${model}" among ${rows.map((candidate) => candidate.model).join(", ")}`);
}
