import { escapeText } from "./format.ts";

/** A table that scrolls sideways where it is too wide. `head` and `body` are rows in HTML. */
export function scrollingTable(label: string, className: string, head: string, body: string): string {
  return (
    `<div class="scroll" role="region" aria-label="${escapeText(label)}" tabindex="0"><table class="${className}">` +
    `<thead>${head}</thead><tbody>${body}</tbody></table></div>`
  );
}

/** A table whose first column is text and the others numbers. Titles and cells are plain text. */
export function plainTable(label: string, titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title, i) => `<th scope="col"${i === 0 ? ' class="model"' : ""}>${escapeText(title)}</th>`);
  const body = rows.map(
    ([first, ...rest]) => `<tr>${rowHead(first)}${rest.map((cell) => `<td>${escapeText(cell)}</td>`).join("")}</tr>`,
  );
  return `${scrollingTable(label, "leaderboard", `<tr>${head.join("")}</tr>`, body.join(""))}\n`;
}

/** The cell that says what a row is about. `name` is plain text, `more` is HTML behind it. */
export function rowHead(name: string, more = ""): string {
  return `<th scope="row" class="model"><span class="name">${escapeText(name)}</span>${more}</th>`;
}
