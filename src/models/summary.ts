import { showShape, size } from "../tensor/shape.ts";
import type { ModelLayer } from "./model.ts";
import { isTrained, type Weight } from "./weight.ts";

/** A table of layers for people to read, one line each, and the total. */
export function summaryOf(layers: readonly ModelLayer[], weights: readonly Weight[]): string {
  const head = ["layer", "output", "parameters"];
  const rows = layers.map((layer) => [
    `${layer.name} (${layer.kind})`,
    showShape([null, ...layer.output]),
    grouped(numbersIn(layer.weights)),
  ]);
  return tableOf(head, rows, weights);
}

/**
 * Lines under a head, the last column but one to the right where it has numbers of parameters, and the sum of these.
 */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  weights: readonly Weight[],
): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const numbers = head.indexOf("parameters");
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column === numbers ? text.padStart(widths[column]) : text.padEnd(widths[column])))
      .join("  ")
      .trimEnd();
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width, 0) + 2 * (widths.length - 1));
  return [line(head), rule, ...rows.map(line), rule, totalOf(weights)].join("\n");
}

/** "4,641 parameters", and how many of them are trained unless all are. */
function totalOf(weights: readonly Weight[]): string {
  const all = numbersIn(weights);
  const trained = numbersIn(weights.filter(isTrained));
  const parts = trained === all ? "" : `: ${grouped(trained)} trained, ${grouped(all - trained)} not`;
  return `${grouped(all)} parameters${parts}`;
}

export function numbersIn(weights: readonly Weight[]): number {
  return weights.reduce((total, { shape }) => total + size(shape), 0);
}

export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
