import { escapeText } from "../drawing/format.ts";
import { drawPage, type Section } from "../drawing/page.ts";
import type { ParseData } from "./parse-data.ts";
import { drawParseLeaderboard, parseLeaderboardCaption } from "./parse-leaderboard.ts";
import { drawTree } from "./tree-drawing.ts";
import type { ReportOptions } from "../drawing/page.ts";
import { trainingSection } from "../drawing/training/training-section.ts";
import { answerHeader, sourceSection } from "../drawing/sections.ts";
import { parseHeadline } from "./parse-headline.ts";

/** The report of a training of parsers as one HTML document that needs nothing else. */
export function parseReport(data: ParseData, { document }: ReportOptions = {}): string {
  const sections: Section[] = [
    {
      id: "models",
      short: "Models",
      title: "Which model",
      body: `<p>${escapeText(parseLeaderboardCaption)}</p>\n${drawParseLeaderboard(data)}\n`,
    },
    { id: "trees", short: "Trees", title: "What it makes of sentences", body: samples(data) },
    trainingSection(
      {
        score: "F1",
        decoded: "greedily decoded trees of the validation sentences",
        examples: "trees",
        curves: data.curves.map(({ f1, ...curve }) => ({ ...curve, scores: f1 })),
        modelSummary: data.modelSummary,
      },
      document,
    ),
    sourceSection("The trees", data),
  ];
  return drawPage({
    title: data.title,
    header: answerHeader(data.source, data.createdAt, parseHeadline(data)),
    sections,
  });
}

function samples({ samples: pairs, best }: ParseData): string {
  if (pairs.length === 0) return "<p>There are no sentences short enough to draw.</p>";
  const items = pairs.map(({ gold, parsed }) => {
    const same = JSON.stringify(gold) === JSON.stringify(parsed);
    const own = drawing(same ? `${best}, which is right` : best, drawTree(parsed, `Tree by ${best}`));
    return `<li>${own}${same ? "" : drawing("right", drawTree(gold, "Right tree"))}</li>`;
  });
  return (
    `<p>Sentences of at most 20 words, the tree by ${escapeText(best)}, and the right one where it ` +
    `differs.</p><ol class="texts">${items.join("")}</ol>\n`
  );
}

function drawing(name: string, svg: string): string {
  return (
    `<p class="hint">${escapeText(name)}</p>` +
    `<div class="scroll" role="region" aria-label="${escapeText(name)}" tabindex="0">${svg}</div>`
  );
}
