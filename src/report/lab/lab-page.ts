import type { LabData } from "./lab-data.ts";
import { drawPage, type Section } from "../drawing/page.ts";
import { answerHeader, kernelFacts, paragraphs, repeatSection, type Answer } from "../drawing/sections.ts";

/** The page of an experiment: the answer, its sections, how it was done, and how to do it again. */
export function drawLabPage(data: LabData, answer: Answer, sections: readonly Section[]): string {
  return drawPage({
    title: data.title,
    header: answerHeader(data.title, data.createdAt, answer),
    sections: [
      ...sections,
      { id: "notes", short: "How", title: "How it was done", body: paragraphs(data.notes) },
      repeatSection(data.commandLine, kernelFacts(data)),
    ],
  });
}
