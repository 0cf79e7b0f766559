import { escapeText, showMoment } from "../drawing/format.ts";
import type { LabData } from "./lab-data.ts";
import { drawPage, factList, preformatted, type Section } from "../drawing/page.ts";

export interface LabHeadline {
  readonly answer: string;
  readonly detail: string;
}

/** The page of an experiment: the answer, its sections, how it was done, and how to do it again. */
export function drawLabPage(data: LabData, { answer, detail }: LabHeadline, sections: readonly Section[]): string {
  const created = new Date(data.createdAt);
  const when = Number.isNaN(created.getTime()) ? data.createdAt : `${showMoment(created.getTime())} UTC`;
  return drawPage({
    title: data.title,
    header:
      `<p class="eyebrow">${escapeText(`${data.title} · ${when}`)}</p>\n<h1>${escapeText(answer)}</h1>\n` +
      `<p class="lead">${escapeText(detail)}</p>`,
    sections: [
      ...sections,
      {
        id: "notes",
        short: "How",
        title: "How it was done",
        body: data.notes.map((note) => `<p>${escapeText(note)}</p>`).join("\n"),
      },
      {
        id: "repeat",
        short: "Repeat",
        title: "Do it again",
        body:
          factList([
            { label: "Kernels", value: data.kernels },
            { label: "Threads", value: String(data.threads) },
          ]) + preformatted(data.commandLine, "Command line"),
      },
    ],
  });
}

/** A table whose first column is text and the others numbers; it scrolls sideways where it is too wide. */
export function plainTable(label: string, titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title, i) => `<th scope="col"${i === 0 ? ' class="rung"' : ""}>${escapeText(title)}</th>`);
  const body = rows.map(
    ([first, ...rest]) =>
      `<tr><th scope="row" class="rung"><span class="name">${escapeText(first)}</span></th>${rest.map((cell) => `<td>${escapeText(cell)}</td>`).join("")}</tr>`,
  );
  return (
    `<div class="scroll" role="region" aria-label="${escapeText(label)}" tabindex="0"><table class="leaderboard">` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>\n`
  );
}
