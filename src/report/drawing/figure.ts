import * as Plot from "@observablehq/plot";
import { fontSize, textWidth } from "./axes.ts";
import { colour, type ColourName } from "./colours.ts";
import { defaultDocument } from "./document.ts";
import { escapeText, shorten } from "./format.ts";
import type { Readout } from "./readout.ts";
import { svgElements } from "./svg.ts";

export interface FigureOptions {
  /**
   * Width in pixels at which letters have their natural size; default 880. Figures below 520 are laid out for phones.
   */
  readonly width?: number;
  /** The document to draw with; default the browser's, else one by linkedom. */
  readonly document?: Document;
}

/** What a figure is called, and one sentence on what it shows. */
export interface FigureText {
  readonly title: string;
  readonly caption: string;
}

export interface LegendEntry {
  readonly name: string;
  readonly colour: ColourName;
  readonly mark?: "line" | "dashes" | "area" | "dot";
}

/** Everything around the marks of a figure. */
export interface Frame {
  /** Read out in place of the picture. */
  readonly title: string;
  readonly simulated: boolean;
  /** What the vertical axis measures, written above it. */
  readonly yLabel?: string;
  /** What the horizontal axis measures, written below its right end. */
  readonly xLabel?: string;
  readonly legend?: readonly LegendEntry[];
  /** Height of the picture between the lines above and below the axes. */
  readonly height: number;
  /** Room between the rows above and the plot, for marks that stand above it; default 6 pixels. */
  readonly gap?: number;
  readonly marginLeft?: number;
  readonly marginRight?: number;
  /** Room for the labels of the bottom axis; default one line of text. */
  readonly marginBottom?: number;
  /** Values to be read out under the pointer, on a page that has the script for it. */
  readonly readout?: Omit<Readout, "left" | "right" | "top" | "bottom">;
  /** Marks and scales. */
  readonly plot: Plot.PlotOptions;
}

export const defaultWidth = 880;
export const phoneWidth = 360;

export function widthOf(options: FigureOptions): number {
  return options.width ?? defaultWidth;
}

/** Whether a figure has to do with the width of a phone. */
export function isNarrow(options: FigureOptions): boolean {
  return widthOf(options) < 520;
}

const rowHeight = 20;
const tagText = "simulated data";

/**
 * One figure as the text of an SVG element: a legend and axis names in rows above the plot, coordinates rounded to a
 * tenth of a pixel, colours as custom properties, and no ids, styles or scripts, so that any number of figures can
 * stand on one page.
 */
export function drawFigure(frame: Frame, options: FigureOptions): string {
  return drawStack(frame.title, [frame], options);
}

/** Room between two plots of a stack. */
const stackGap = 16;

/** One figure of several plots, each with axes of its own, one below the other. */
export function drawStack(title: string, frames: readonly Frame[], options: FigureOptions): string {
  const width = widthOf(options);
  const drawn: DrawnFrame[] = [];
  let top = 0;
  for (const frame of frames) {
    const part = drawFrame(frame, top, options);
    drawn.push(part);
    top += part.height + stackGap;
  }
  const height = Math.max(0, top - stackGap);
  const readout = drawn.find((part) => part.readout !== undefined)?.readout;
  const carried = readout === undefined ? "" : ` data-readout="${escapeText(JSON.stringify(readout))}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" aria-label="${escapeText(title)}" ` +
    `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" ` +
    `font-size="${fontSize}" text-anchor="middle" fill="${colour("ink")}"${carried}>` +
    `${drawn.map((part) => part.elements).join("")}</svg>`
  );
}

interface DrawnFrame {
  readonly elements: string;
  readonly height: number;
  readonly readout: Readout | undefined;
}

/** A plot with what stands above and below it, `top` pixels below the edge of the picture. */
function drawFrame(frame: Frame, top: number, options: FigureOptions): DrawnFrame {
  const width = widthOf(options);
  const tagWidth = frame.simulated ? textWidth(tagText) + 8 : 0;
  const legend = layOutLegend(frame.legend ?? [], width, tagWidth);
  const yLabelRow = legend.rows;
  // The tag needs a row of its own where there is nothing else.
  const rows = legend.rows + (frame.yLabel !== undefined || (frame.simulated && legend.rows === 0) ? 1 : 0);
  const marginTop = rows * rowHeight + (frame.gap ?? 6);
  const marginBottom = (frame.marginBottom ?? 24) + (frame.xLabel === undefined ? 0 : 18);
  const height = marginTop + frame.height + marginBottom;
  const { marginLeft = 40, marginRight = 12 } = frame;
  const plot = Plot.plot({
    ...frame.plot,
    document: options.document ?? defaultDocument(),
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft,
    marginRight,
  });
  const header = [
    legend.text,
    frame.yLabel === undefined
      ? ""
      : label(0, yLabelRow * rowHeight + 13, "start", shorten(frame.yLabel, Math.floor((width - tagWidth) / 7))),
    frame.xLabel === undefined ? "" : label(width - marginRight, height - 4, "end", frame.xLabel),
    frame.simulated ? label(width, 13, "end", tagText, ' font-style="italic"') : "",
  ].join("");
  const elements = header + svgElements(plot);
  return {
    elements: top === 0 ? elements : `<g transform="translate(0,${round(top)})">${elements}</g>`,
    height,
    readout: frame.readout && {
      ...frame.readout,
      left: marginLeft,
      right: width - marginRight,
      top: top + marginTop,
      bottom: top + marginTop + frame.height,
    },
  };
}

function label(x: number, y: number, anchor: "start" | "end", text: string, more = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour("muted")}"${more}>${escapeText(text)}</text>`;
}

/** A swatch and a name per entry, in as many rows as the width asks for. */
function layOutLegend(
  entries: readonly LegendEntry[],
  width: number,
  reserved: number,
): { rows: number; text: string } {
  const swatch = 18;
  const between = 18;
  let x = 0;
  let row = 0;
  const parts = entries.map((entry) => {
    const name = shorten(entry.name, width < 520 ? 28 : 48);
    const needed = swatch + 6 + textWidth(name);
    if (x > 0 && x + needed > width - (row === 0 ? reserved : 0)) {
      x = 0;
      row++;
    }
    const y = row * rowHeight;
    const part =
      drawSwatch(entry, x, y + 9, swatch) +
      `<text x="${round(x + swatch + 6)}" y="${y + 13}" text-anchor="start">${escapeText(name)}</text>`;
    x += needed + between;
    return part;
  });
  return { rows: entries.length === 0 ? 0 : row + 1, text: parts.join("") };
}

function drawSwatch({ colour: name, mark = "line" }: LegendEntry, x: number, y: number, length: number): string {
  const paint = colour(name);
  if (mark === "area")
    return `<rect x="${round(x)}" y="${y - 5}" width="${length}" height="10" rx="2" fill="${paint}"/>`;
  if (mark === "dot") return `<circle cx="${round(x + length / 2)}" cy="${y}" r="4" fill="${paint}"/>`;
  const dashes = mark === "dashes" ? ` stroke-dasharray="${dashPattern}"` : "";
  return (
    `<line x1="${round(x)}" x2="${round(x + length)}" y1="${y}" y2="${y}" stroke="${paint}" ` +
    `stroke-width="2"${dashes}/>`
  );
}

/** How the naive forecast is dashed, in every figure. */
export const dashPattern = "5 3";

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
