import * as Plot from "@observablehq/plot";
import { colour } from "./colours.ts";

/** Small pictures with the same axes, in rows. Marks say with `facets` which panel they are in, counted from 0. */
export interface Panels {
  readonly columns: number;
  readonly rows: number;
  readonly facets: {
    readonly fx: (mark: { readonly panel: number }) => number;
    readonly fy: (mark: { readonly panel: number }) => number;
  };
  /** For `Plot.plot`. */
  readonly scales: { readonly fx: Plot.ScaleOptions; readonly fy: Plot.ScaleOptions };
}

/** What lies between panels. */
export interface PanelGaps {
  /** Pixels that the numbers at the left of a panel need, and what stands at the right of its neighbour. */
  readonly left: number;
  /** Pixels of all columns. */
  readonly width: number;
  /** Between rows, as a share of a panel with its gap. */
  readonly y: number;
}

/** Room for `count` panels, at most `most` in a row, each with its numbers at the left. */
export function panelGrid(count: number, most: number, { left, width, y }: PanelGaps): Panels {
  const columns = Math.min(most, Math.max(1, count));
  const x = Math.min(0.5, Math.max(0.17, left / ((width - left) / columns)));
  const rows = Math.max(1, Math.ceil(count / columns));
  return {
    columns,
    rows,
    facets: { fx: ({ panel }) => panel % columns, fy: ({ panel }) => Math.floor(panel / columns) },
    scales: {
      fx: { domain: [...Array(columns).keys()], axis: null, padding: x },
      fy: { domain: [...Array(rows).keys()], axis: null, padding: y },
    },
  };
}

/** What each panel shows, above its left corner. */
export function panelTitles({ facets }: Panels, titles: readonly string[]): Plot.Markish {
  return Plot.text(
    titles.map((title, panel) => ({ title, panel })),
    { ...facets, frameAnchor: "top-left", dy: -14, text: "title", fontWeight: 600, fill: colour("ink") },
  );
}
