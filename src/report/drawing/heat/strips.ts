import { escapeText, showNumber } from "../format.ts";
import { levelOf, levels, type HeatScale } from "./palette.ts";
import { pngUri } from "./png.ts";

/** One heat map: values[row][column], null where there is no number. */
export interface Strip {
  readonly name: string;
  readonly values: readonly (readonly (number | null)[])[];
  readonly scale: HeatScale;
  /** Height of a row in pixels. */
  readonly rowHeight: number;
}

/** Heat maps one below the other over the same columns. */
export interface Strips {
  /** Read out in place of the pictures. */
  readonly title: string;
  readonly strips: readonly Strip[];
  /** What each row is called under the pointer. */
  readonly rows: readonly string[];
  /** What each column is called under the pointer: a word, a time. */
  readonly columns: readonly string[];
  readonly decimals: number;
}

/** Columns in a piece of a strip: on paper, pieces wrap like words. */
const chunkColumns = 30;

/** Heat maps over the words of a text, which stand under them; on screens they scroll sideways, on paper they wrap. */
export function wordStrips(data: Strips): string {
  const { columns } = data;
  const starts = Array.from({ length: Math.ceil(columns.length / chunkColumns) }, (_, i) => i * chunkColumns);
  const chunks = starts.map((from) => {
    const words = columns.slice(from, from + chunkColumns);
    return (
      `<div class="chunk" style="--n:${words.length}">${pieces(data, from, words.length)}<div ` +
      `class="words">${spans(words)}</div></div>`
    );
  });
  // Few words get broad columns.
  const width = Math.min(34, Math.max(15, Math.floor(860 / Math.max(1, columns.length))));
  return `<div class="strips worded" style="--w:${width}px"${carried(data)}>${chunks.join("")}</div>\n`;
}

/** Heat maps over time, as wide as the page, above a picture with the same times along its axis. */
export function timeStrips(data: Strips, axis: string): string {
  return (
    `<div class="strips timed"${carried(data)}><div class="chunk">` +
    `${pieces(data, 0, data.columns.length)}</div></div>${axis}\n`
  );
}

/** More words than this are not written beside a square map: they would be too small to read. */
const mostNamed = 40;

/** A heat map of words against words, which are written beside it when there are few. */
export function squareMap(data: Strips): string {
  const { columns, rows } = data;
  const count = columns.length;
  if (count > mostNamed) {
    return `<div class="strips square"${carried(data)}><div class="chunk">${pieces(data, 0, count)}</div></div>\n`;
  }
  return (
    `<div class="strips square named" style="--w:18px"${carried(data)}><div class="sides">${spans(rows)}</div>` +
    `<div class="chunk" style="--n:${count}">${pieces(data, 0, count)}<div ` +
    `class="words">${spans(columns)}</div></div></div>\n`
  );
}

function spans(words: readonly string[]): string {
  return words.map((word) => `<span>${escapeText(word)}</span>`).join("");
}

function carried({ title, rows, columns, decimals }: Strips): string {
  const data = escapeText(JSON.stringify({ rows, columns, decimals }));
  return ` role="group" tabindex="0" aria-label="${escapeText(title)}" data-strips="${data}"`;
}

function pieces({ strips }: Strips, from: number, count: number): string {
  return strips
    .map(({ name, values, scale, rowHeight }) => {
      const rows = values.map((row) =>
        Uint8Array.from({ length: count }, (_, column) => levelOf(row[from + column] ?? null, scale)),
      );
      const height = rowHeight * values.length;
      return (
        `<div class="strip"><div class="name"><span>${escapeText(name)}</span></div>` +
        `<img alt="" style="height:${height}px" data-name="${escapeText(name)}" data-from="${from}" ` +
        `data-columns="${count}" data-rows="${values.length}" ` +
        `data-low="${scale.low}" data-high="${scale.high}" data-power="${scale.power}" src="${pngUri(rows)}"></div>`
      );
    })
    .join("");
}

/** A bar of all colours with what its ends stand for. */
export function heatLegend({ low, high }: HeatScale, decimals: number): string {
  const ramp = Uint8Array.from({ length: levels }, (_, i) => i + 1);
  return (
    `<span class="ramp"><span>${showNumber(low, low === 0 ? 0 : decimals)}</span><img alt="dark blue over grey to ` +
    `yellow" src="${pngUri([ramp])}">` +
    `<span>${showNumber(high, Number.isInteger(high) ? 0 : decimals)}</span></span>`
  );
}
