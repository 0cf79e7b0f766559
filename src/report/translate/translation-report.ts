import { escapeText } from "../drawing/format.ts";
import { drawPage, type Section } from "../drawing/page.ts";
import type { ReportOptions } from "../drawing/page.ts";
import { trainingSection } from "../drawing/training/training-section.ts";
import type { TranslationData } from "./translation-data.ts";
import { describeTranslationLeaderboard, drawTranslationLeaderboard } from "./translation-leaderboard.ts";
import { answerHeader, sourceSection } from "../drawing/sections.ts";
import { translationHeadline } from "./translation-headline.ts";

/** The report of a training of translators as one HTML document that needs nothing else. */
export function translationReport(data: TranslationData, { document }: ReportOptions = {}): string {
  const sections: Section[] = [
    {
      id: "models",
      short: "Models",
      title: "Which model",
      body: `<p>${escapeText(describeTranslationLeaderboard(data).caption)}</p>\n${drawTranslationLeaderboard(data)}\n`,
    },
    { id: "samples", short: "Samples", title: "What it makes of sentences", body: samples(data) },
    trainingSection(
      {
        score: "BLEU",
        decoded: "greedy translations of the validation sentences",
        examples: "pairs",
        curves: data.curves.map(({ bleu, ...curve }) => ({ ...curve, scores: bleu })),
        modelSummary: data.modelSummary,
      },
      document,
    ),
    sourceSection("The sentences", data),
  ];
  return drawPage({
    title: data.title,
    header: answerHeader(`${data.sourceFile} → ${data.targetFile}`, data.createdAt, translationHeadline(data)),
    sections,
  });
}

function samples({ samples: pairs, best }: TranslationData): string {
  if (pairs.length === 0) return "<p>There are none.</p>";
  const items = pairs.map(
    ({ source, reference, translation }) =>
      "<li><p " +
      `class="hint">${escapeText(source)}</p><p>${escapeText(translation === "" ? "(nothing)" : translation)}</p>` +
      `<p class="hint">${escapeText(`reference: ${reference}`)}</p></li>`,
  );
  return (
    `<p>Validation sentences, the translation by ${escapeText(best)}, and the reference.</p><ol ` +
    `class="texts">${items.join("")}</ol>\n`
  );
}
