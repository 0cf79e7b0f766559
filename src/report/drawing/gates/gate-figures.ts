import * as Plot from "@observablehq/plot";
import { bottomAxis, domainOf, timeTicks } from "../axes.ts";
import { colour } from "../colours.ts";
import { drawFigure, isNarrow, widthOf, type FigureOptions } from "../figure.ts";
import { decimalsFor, escapeText, showMoment, showNumber, showQuantity, showUnit } from "../format.ts";
import { heatLegend, timeStrips, wordStrips, type Strip } from "../heat/strips.ts";
import type { GatePass, WindowInside } from "./gate-data.ts";
import { gatePicture, type GatePicture } from "./gate-parts.ts";
import { captioned, wideAndPhone } from "../page.ts";

/** Gates and states over the words of a text, one figure for each recurrent pass. */
export function textGateFigures(passes: readonly GatePass[], words: readonly string[]): string {
  return passes
    .map((pass) => {
      const picture = gatePicture(pass, "word");
      const maps = wordStrips({ ...picture, columns: words, decimals: 2 });
      return captioned(picture, legendOf(picture) + maps, "heat");
    })
    .join("");
}

export const windowGatesCaption =
  "The network reads the window step by step. At each step its gates decide, unit by unit, what is stored, kept " +
  "and shown. " +
  "Point at or tap a cell for its value; with the keyboard, go to the maps and use the arrow keys.";

/**
 * Gates and states over the steps of a window, one figure for each recurrent pass, with the target above the axis of
 * times.
 */
export function windowGateFigures(data: WindowInside, document: Document | undefined): string {
  return data.passes
    .map((pass) => {
      const picture = gatePicture(pass, "step");
      return captioned(picture, legendOf(picture) + stripsOverTime(picture, data, document), "heat");
    })
    .join("");
}

/** Heat maps over the times of a window, above the target and the axis. */
export function stripsOverTime(
  picture: { readonly title: string; readonly rows: readonly string[]; readonly strips: readonly Strip[] },
  data: Omit<WindowInside, "passes">,
  document: Document | undefined,
  decimals = 2,
): string {
  const axis = wideAndPhone(drawWindow, data, document);
  return timeStrips({ ...picture, columns: data.times.map(showMoment), decimals }, axis);
}

function legendOf({ legend }: GatePicture): string {
  const entries = legend.map(
    ({ name, says, scale }) =>
      `<div><dt>${escapeText(name)}</dt><dd>${escapeText(says)}</dd>` +
      `<dd>${heatLegend(scale, decimalsFor([scale.high], 2))}</dd></div>`,
  );
  return `<dl class="parts">${entries.join("")}</dl>`;
}

/** The target over the window, as wide as the heat maps above it, with the axis of times. */
export function drawWindow(data: Omit<WindowInside, "passes" | "model">, options: FigureOptions = {}): string {
  const { times, values, target, unit, simulated } = data;
  const half = times.length < 2 ? 1 : (times[times.length - 1] - times[0]) / (times.length - 1) / 2;
  const domain: [number, number] = [times[0] - half, times[times.length - 1] + half];
  const line = values.map((value, i) => ({ time: times[i], value: value ?? NaN }));
  const [low, high] = domainOf(values, 0.08);
  const known = values.filter((value) => value !== null);
  const extremes = [Math.min(...known), Math.max(...known)].filter((value) => Number.isFinite(value));
  const decimals = decimalsFor([high - low], 2);
  return drawFigure(
    {
      title: `${showQuantity(target, unit)} over the same time`,
      simulated,
      yLabel: (
        showQuantity(target, unit) +
        (extremes.length < 2
          ? ""
          : `, from ${showNumber(extremes[0], decimals)} to ${showNumber(extremes[1], decimals)} ${showUnit(unit)}`)
      ).trimEnd(),
      height: 70,
      marginLeft: 0,
      marginRight: 0,
      marginBottom: 38,
      plot: {
        x: { type: "utc", domain },
        y: { domain: [low, high], axis: null },
        marks: [
          Plot.line(line, { x: "time", y: "value", stroke: colour("truth"), strokeWidth: 1.5 }),
          bottomAxis(timeTicks(domain[0], domain[1], widthOf(options) - 40, isNarrow(options) ? 56 : 80)),
        ],
      },
    },
    options,
  );
}
