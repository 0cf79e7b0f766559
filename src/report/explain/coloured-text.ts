import { escapeText, noBreak, showNumber } from "../drawing/format.ts";
import type { TextExplanation } from "./explain-data.ts";

/** Attributions as points of probability: 0.0123 is +1.2. */
export function showPoints(share: number): string {
  const points = 100 * share;
  const text = showNumber(points, Math.abs(points) < 9.95 ? 2 : 1);
  return points > 0 && Number(points.toFixed(2)) !== 0 ? `+${text}` : text;
}

/**
 * A text whose words are coloured by what they add: blue for the class that is explained, orange against it. A line
 * under the strongest says the same without colour, solid for and dashed against.
 */
export function colouredText({ parts, unread, unshown, explained }: TextExplanation): string {
  const most = strongest(parts.map(({ attribution }) => attribution ?? 0));
  const words = parts.map(({ text, attribution }) => {
    if (attribution === null) return `<span class="unread">${escapeText(text)}</span>`;
    const share = Math.min(1, Math.abs(attribution) / most);
    if (share < 0.02) return `<span data-note="${note(attribution, explained)}">${escapeText(text)}</span>`;
    const side = attribution > 0 ? "for" : "against";
    const line = share >= 0.3 ? " strong" : "";
    return (
      `<mark class="${side}${line}" style="--share:${Math.round(100 * share)}%" ` +
      `data-note="${note(attribution, explained)}">${escapeText(text)}</mark>`
    );
  });
  const cut =
    unread === 0
      ? ""
      : `<p class="cut">${showNumber(unread, 0)} word${unread === 1 ? "" : "s"} in front ` +
        `${unread === 1 ? "is" : "are"} not read` +
        `${unshown > 0 ? "; the last of them are shown in grey" : ", and shown in grey"}.</p>`;
  const dots = unshown > 0 ? `<span class="unread">…</span> ` : "";
  return `${legend(most, explained)}${cut}<p class="coloured">${dots}${words.join(" ")}</p>\n`;
}

/**
 * Colours are full at the size that all but the strongest one in a hundred stay below: one strong word leaves the
 * others their colour.
 */
function strongest(values: readonly number[]): number {
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0)
    .toSorted((a, b) => a - b);
  return sizes[Math.min(sizes.length - 1, Math.floor(0.99 * sizes.length))] ?? 1;
}

function note(attribution: number, explained: string): string {
  return escapeText(`${showPoints(attribution)} points for ${explained}`);
}

function legend(most: number, explained: string): string {
  return (
    `<p class="scale">against ${escapeText(explained)} ${showPoints(-most)} ` +
    `${[100, 60, 25].map((share) => sample("against", share)).join("")} 0 ` +
    `${[25, 60, 100].map((share) => sample("for", share)).join("")} ` +
    `${showPoints(most)} points for ${escapeText(explained)}</p>\n`
  );
}

function sample(side: "for" | "against", share: number): string {
  return `<mark class="${side}${share >= 30 ? " strong" : ""}" style="--share:${share}%">${noBreak.repeat(3)}</mark>`;
}
