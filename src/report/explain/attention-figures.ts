import type { HeatScale } from "../drawing/heat/palette.ts";
import { attentionMap } from "../drawing/heat/attention-map.ts";
import type { AttentionHeads } from "./explain-data.ts";
import { captioned } from "../drawing/page.ts";

/** Cells in all maps of a page; with more, neighbouring words share a cell, so that the page stays small. */
const mostCells = 1_000_000;

/** How much each word looks at each other one: a map for each head, layer by layer. */
export function attentionFigures(attentions: readonly AttentionHeads[], words: readonly string[]): string {
  const heads = attentions.reduce((sum, { weights }) => sum + weights.length, 0);
  const block = Math.ceil(Math.sqrt((heads * words.length ** 2) / mostCells));
  const names = shared(words, block);
  return attentions
    .map(({ layer, weights }, number) => {
      const maps = weights.map((head, i) => {
        const values = pooled(head, block);
        const scale: HeatScale = { ...ends(values), power: 2 };
        const name = `head ${i + 1}`;
        return attentionMap({
          title: `Attention of ${layer}, ${name}`,
          name,
          values,
          scale,
          rows: names,
          columns: names,
        });
      });
      const title = `Attention layer ${number + 1}, ${weights.length} head${weights.length === 1 ? "" : "s"}`;
      const pooling =
        block === 1 ? "" : ` ${block} × ${block} neighbouring words share a cell, which shows their mean.`;
      const caption =
        `Each row is a word that looks, each column a word that is looked at; a row adds up to ` +
        `1. Colours follow the square root of the weight.${pooling}`;
      return captioned({ title, caption }, `<div class="heads">${maps.join("")}</div>`, "heat");
    })
    .join("");
}

/** The smallest and the largest weight: attention that is nearly even would be one colour on a scale from 0. */
function ends(values: readonly (readonly number[])[]): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const row of values) {
    for (const value of row) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low < high ? { low: Number(low.toPrecision(3)), high: Number(high.toPrecision(3)) } : { low: 0, high: 1 };
}

function shared(words: readonly string[], block: number): readonly string[] {
  if (block === 1) return words;
  return Array.from({ length: Math.ceil(words.length / block) }, (_, i) => {
    const own = words.slice(i * block, (i + 1) * block);
    return own.length === 1 ? own[0] : `${own[0]} … ${own[own.length - 1]}`;
  });
}

/** Means over blocks of cells. */
function pooled(values: readonly (readonly number[])[], block: number): readonly (readonly number[])[] {
  if (block === 1) return values;
  const count = Math.ceil(values.length / block);
  const part = (i: number): number[] =>
    Array.from({ length: Math.min(block, values.length - i * block) }, (_, k) => i * block + k);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (_cell, column) => {
      const cells = part(row).flatMap((r) => part(column).map((c) => values[r][c]));
      return cells.reduce((sum, value) => sum + value, 0) / cells.length;
    }),
  );
}
