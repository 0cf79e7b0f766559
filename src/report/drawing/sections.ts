import { escapeText, showMoment } from "./format.ts";
import { factList, noteList, preformatted, type Fact, type Section } from "./page.ts";

/** The answer of a report: one sentence for its top, one below it. */
export interface Answer {
  readonly answer: string;
  readonly detail: string;
}

/**
 * The top of a report: where it comes from and when it was made, then the answer. `more` is HTML at the end of the
 * first line.
 */
export function answerHeader(source: string, createdAt: string, { answer, detail }: Answer, more = ""): string {
  return (
    `<p class="eyebrow">${escapeText(`${source} · ${showCreated(createdAt)}`)}${more}</p>\n` +
    `<h1>${escapeText(answer)}</h1>\n<p class="lead">${escapeText(detail)}</p>`
  );
}

/** ISO 8601 as "3 Feb 2020, 06:30 UTC"; what is no time stays as it is. */
function showCreated(createdAt: string): string {
  const time = new Date(createdAt).getTime();
  return Number.isNaN(time) ? createdAt : `${showMoment(time)} UTC`;
}

/** A section that names what the models learned from. */
export function sourceSection(title: string, { notes, diagnosis, facts }: SourceFacts): Section {
  return {
    id: "data",
    short: "Data",
    title,
    body: `${noteList(notes)}${preformatted(diagnosis.join("\n"), "Diagnosis")}${factList(facts)}`,
  };
}

export interface SourceFacts {
  readonly notes: readonly string[];
  /** Plain text, one line each. */
  readonly diagnosis: readonly string[];
  readonly facts: readonly Fact[];
}

/** Paragraphs of plain text. */
export function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `<p>${escapeText(text)}</p>`).join("\n");
}

/** How to do it again: facts and the command line. */
export function repeatSection(commandLine: string, facts: readonly Fact[]): Section {
  return {
    id: "repeat",
    short: "Repeat",
    title: "Do it again",
    body: factList(facts) + preformatted(commandLine, "Command line"),
  };
}

/** Which kernels ran, for `repeatSection`. */
export function kernelFacts({ kernels, threads }: { readonly kernels: string; readonly threads: number }): Fact[] {
  return [
    { label: "Kernels", value: kernels },
    { label: "Threads", value: String(threads) },
  ];
}
