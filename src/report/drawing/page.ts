import { phoneWidth, type FigureOptions, type FigureText } from "./figure.ts";
import { escapeText } from "./format.ts";
import { heatStyles } from "./heat/heat-styles.ts";
import { stripScript } from "./heat/strip-script.ts";
import { readoutScript } from "./readout.ts";
import { styles } from "./styles.ts";

export interface ReportOptions {
  /** The document to draw figures with; default the browser's, else one by linkedom. */
  readonly document?: Document;
}

/** One section of a page; its body is HTML. */
export interface Section {
  readonly id: string;
  /** One word for the list of contents. */
  readonly short: string;
  readonly title: string;
  readonly body: string;
}

export interface Page {
  /** Plain text for the browser's tab. */
  readonly title: string;
  /** HTML above the first section. */
  readonly header: string;
  readonly sections: readonly Section[];
}

/** What shows values under the pointer. */
export const pageScript: string = `${readoutScript}\n${stripScript}`;

/**
 * SHA-256 of `pageScript` in base64. The page's content security policy lets this script run and no other, so that
 * nothing that slipped into the page by way of the data could.
 */
export const scriptHash = "sha256-+qJIxkoQwcelUiRTK/mIHDEAw4OrE9HgZgqvwKz9gwA=";

/**
 * A whole HTML document that loads nothing: its policy forbids every request, and lets pictures come out of the
 * document alone.
 */
export function drawPage({ title, header, sections }: Page): string {
  const policy =
    `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '${scriptHash}'; ` +
    `base-uri 'none'; form-action 'none'`;
  const links = sections
    .map((section) => `<li><a href="#${section.id}">${escapeText(section.short)}</a></li>`)
    .join("");
  const body = sections.map(
    (section) => `<section id="${section.id}"><h2>${escapeText(section.title)}</h2>\n${section.body}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>
${styles}
${heatStyles}
</style>
</head>
<body>
<header>
${header}
${sections.length < 3 ? "" : `<nav class="contents" aria-label="Contents"><ul>${links}</ul></nav>\n`}</header>
<main>
${body.join("\n")}
</main>
<footer><p>Made by Lookback. This file is complete: it loads nothing and sends nothing.</p></footer>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Draws data as the text of an SVG element. */
export type Draw<Data> = (data: Data, options: FigureOptions) => string;

/** A figure over the whole width, drawn twice: for a page, and laid out anew for a phone. */
export function wideFigure<Data>(
  draw: Draw<Data>,
  text: FigureText,
  data: Data,
  document: Document | undefined,
): string {
  return captioned(text, wideAndPhone(draw, data, document));
}

/** A picture for a page and the same one for a phone, of which the page shows the one that fits. */
export function wideAndPhone<Data>(draw: Draw<Data>, data: Data, document: Document | undefined): string {
  const shared = document === undefined ? {} : { document };
  return addClass(draw(data, shared), "wide") + addClass(draw(data, { ...shared, width: phoneWidth }), "phone");
}

/** A figure for half the width, which is also right for a phone. */
function halfFigure<Data>(draw: Draw<Data>, text: FigureText, data: Data, document: Document | undefined): string {
  return captioned(text, draw(data, { ...(document === undefined ? {} : { document }), width: 400 }));
}

/** A title and one sentence above a picture. */
export function captioned({ title, caption }: FigureText, content: string, className = ""): string {
  const kind = className === "" ? "" : ` class="${className}"`;
  const head = `<h3>${escapeText(title)}</h3><p>${escapeText(caption)}</p>`;
  return `<figure${kind}><figcaption>${head}</figcaption>${content}</figure>\n`;
}

/** A figure that may be drawn over the whole width or over half of it. */
export interface PairFigure {
  readonly wide: () => string;
  readonly half: () => string;
}

export function pairFigure<Data>(
  draw: Draw<Data>,
  text: FigureText,
  data: Data,
  document: Document | undefined,
): PairFigure {
  return { wide: () => wideFigure(draw, text, data, document), half: () => halfFigure(draw, text, data, document) };
}

/** Figures two by two; where their number is odd, the first has a row of its own. */
export function inPairs(figures: readonly PairFigure[]): string {
  const single = figures.length % 2;
  const pairs = figures.slice(single).map((figure) => figure.half());
  const first = figures.slice(0, single).map((figure) => figure.wide());
  return first.join("") + (pairs.length === 0 ? "" : `<div class="pair">${pairs.join("")}</div>\n`);
}

function addClass(svg: string, name: string): string {
  return svg.replace('class="figure"', `class="figure ${name}"`);
}

/** A short fact, such as { label: "Rows", value: "52,696" }. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Names and values, in columns. */
export function factList(facts: readonly Fact[]): string {
  const entries = facts.map(
    (fact) => `<div><dt>${escapeText(fact.label)}</dt><dd>${escapeText(fact.value)}</dd></div>`,
  );
  return entries.length === 0 ? "" : `<dl class="facts">${entries.join("")}</dl>\n`;
}

/** Text as it is, in a fixed-width font. */
export function preformatted(text: string, label: string): string {
  return text === ""
    ? ""
    : `<pre tabindex="0" role="region" aria-label="${escapeText(label)}">${escapeText(text)}</pre>\n`;
}

/** What to keep in mind, one sentence each. */
export function noteList(notes: readonly string[]): string {
  return notes.length === 0
    ? ""
    : `<ul class="warnings">${notes.map((note) => `<li>${escapeText(note)}</li>`).join("")}</ul>`;
}
