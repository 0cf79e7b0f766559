import { showShape, size } from "../tensor/shape.ts";
import type { ModelLayer } from "./model.ts";

/** A table of layers for people to read, one line each, and the total. */
export function summaryOf(layers: readonly ModelLayer[], parameterCount: number): string {
  const head = ["layer", "output", "parameters"];
  const rows = layers.map(({ name, kind, output, weights }) => [
    `${name} (${kind})`,
    showShape([null, ...output]),
    grouped(weights.reduce((total, { shape }) => total + size(shape), 0)),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = ([layer, output, parameters]: readonly string[]): string =>
    `${layer.padEnd(widths[0])}  ${output.padEnd(widths[1])}  ${parameters.padStart(widths[2])}`;
  const rule = "─".repeat(widths[0] + widths[1] + widths[2] + 4);
  return [line(head), rule, ...rows.map(line), rule, `${grouped(parameterCount)} parameters`].join("\n");
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
