import { decimalsFor } from "../format.ts";
import type { HeatScale } from "./palette.ts";
import { heatLegend, squareMap } from "./strips.ts";

/** One head of an attention. */
export interface AttentionMap {
  /** Read out in place of the picture. */
  readonly title: string;
  readonly name: string;
  /** values[query][key] */
  readonly values: readonly (readonly number[])[];
  readonly scale: HeatScale;
  /** What looks, and what is looked at. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

/** A head as a heat map with its scale below. */
export function attentionMap({ title, name, values, scale, rows, columns }: AttentionMap): string {
  const map = squareMap({ title, strips: [{ name, values, scale, rowHeight: 18 }], rows, columns, decimals: 4 });
  return `<div>${map}<p class="scale">weight ${heatLegend(scale, decimalsFor([scale.high], 3))}</p></div>`;
}
