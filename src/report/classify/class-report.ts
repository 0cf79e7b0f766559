import type { ClassData } from "./class-data.ts";
import { classHeadline } from "./class-headline.ts";
import { describeAccuracyCurves, drawAccuracyCurves } from "./accuracy-curves.ts";
import { describeCalibration, drawCalibration } from "./calibration-curve.ts";
import { describeClassLeaderboard, drawClassLeaderboard } from "./class-leaderboard.ts";
import { describeConfusionMatrix, drawConfusionMatrix } from "./confusion-matrix.ts";
import { escapeText, shorten } from "../drawing/format.ts";
import { drawPage, preformatted, wideFigure, type Section } from "../drawing/page.ts";
import type { ReportOptions } from "../drawing/page.ts";
import { answerHeader, sourceSection } from "../drawing/sections.ts";

/** The report of a classification as one HTML document that needs nothing else. */
export function classReport(data: ClassData, { document }: ReportOptions = {}): string {
  const sections: Section[] = [
    {
      id: "models",
      short: "Models",
      title: "Which model",
      body: `<p>${escapeText(describeClassLeaderboard().caption)}</p>\n${drawClassLeaderboard(data)}\n`,
    },
    {
      id: "mistakes",
      short: "Mistakes",
      title: "Where it is wrong",
      body:
        `<p>${escapeText(describeConfusionMatrix(data).caption)}</p>\n` +
        `${drawConfusionMatrix(data)}\n${mistakes(data)}`,
    },
    {
      id: "trust",
      short: "Trust",
      title: "How sure it is",
      body: wideFigure(drawCalibration, describeCalibration(data), data, document),
    },
    ...(data.curves.length === 0
      ? []
      : [
          {
            id: "training",
            short: "Training",
            title: "How the models learned",
            body:
              wideFigure(drawAccuracyCurves, describeAccuracyCurves(), data, document) +
              preformatted(data.modelSummary, "Layers of the chosen model"),
          },
        ]),
    sourceSection("The texts", data),
  ];
  return drawPage({
    title: data.title,
    header: answerHeader(data.file, data.createdAt, classHeadline(data)),
    sections,
  });
}

/** The texts that the chosen model is most sure about and wrong. */
function mistakes({ mistakes: texts, best }: ClassData): string {
  if (texts.length === 0) return "";
  const items = texts.map(
    ({ text, truth, prediction, probability }) =>
      `<li><p class="hint">` +
      escapeText(`${truth}, taken for ${prediction} (${Math.round(100 * probability)} %)`) +
      `</p>` +
      `<p>${escapeText(shorten(text.replaceAll(/<br\s*\/?>|\s+/gi, " "), 400))}</p></li>`,
  );
  return (
    `<h3>Sure and wrong</h3><p>The test texts that ${escapeText(best)} was most sure about, ` +
    `and wrong.</p><ol class="texts">${items.join("")}</ol>\n`
  );
}
