import { escapeText, showNumber } from "../drawing/format.ts";
import { drawPage, type Section } from "../drawing/page.ts";
import type { ExplanationData } from "./explain-data.ts";
import { answerHeader, kernelFacts, paragraphs, repeatSection, type Answer } from "../drawing/sections.ts";

/** The page of an explanation: the answer, its sections, how it was done, and how to do it again. */
export function drawExplanation(
  data: ExplanationData,
  head: Answer & { readonly numbers: readonly (readonly [string, string])[] },
  sections: readonly Section[],
  show: (value: number) => string,
): string {
  const numbers = head.numbers.map(
    ([label, value], i) =>
      `<div${i === 0 ? ' class="best"' : ""}><dt>${escapeText(label)}</dt><dd>${escapeText(value)}</dd></div>`,
  );
  return drawPage({
    title: data.title,
    header:
      `${answerHeader(`${data.model} · ${data.model}`, data.createdAt, head)}\n<dl ` +
      `class="answer">${numbers.join("")}</dl>`,
    sections: [
      ...sections,
      {
        id: "how",
        short: "How",
        title: "How it was done",
        body: paragraphs([
          "What a part adds is its integrated gradient (Sundararajan, Taly and Yan 2017): the model is " +
            `differentiated at ${showNumber(data.steps, 0)} places on the straight ` +
            `way from ${data.baselineMeaning} to the input. What all parts add makes up the difference between the ` +
            `two: here ${show(data.output - data.baseline)}, ` +
            `of which the sum misses ${show(Math.abs(data.error))}.`,
          "What is missed without a part is found by leaving it out and running the model again. The two need not " +
            "agree: of two parts that say the same, neither is missed.",
          ...data.notes,
        ]),
      },
      repeatSection(data.commandLine, kernelFacts(data)),
    ],
  });
}
