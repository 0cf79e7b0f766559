import type { TranslationScore, TranslationScores } from "../jobs/score/score-translation.ts";
import type { TreeScores } from "../jobs/score/score-trees.ts";
import { missing, showNumber } from "../report/drawing/format.ts";
import type { BracketScores } from "../scoring/bracket-scores.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { visible } from "./visible.ts";

/** Scores of translations for people: a table, then what exactly was computed. */
export function translationText({
  hypothesis,
  references,
  baseline,
  sentences,
  scores,
  notes,
}: TranslationScores): string {
  const row = ({ name, score, confidence, compared }: TranslationScore): string[] => [
    name,
    onOutput.bold(showNumber(score, 2)),
    ...(scores[0].confidence === null
      ? []
      : [confidence === null ? missing : `± ${showNumber(confidence.halfWidth, 2)}`]),
    ...(compared === null
      ? []
      : [
          `${compared.difference >= 0 ? "+" : ""}${showNumber(compared.difference, 2)}`,
          showNumber(compared.pValue, 3),
        ]),
  ];
  const titles = [
    "score",
    "of 100",
    ...(scores[0].confidence === null ? [] : ["95 %"]),
    ...(baseline === null ? [] : ["difference", "p"]),
  ];
  return [
    visible(
      `${showNumber(sentences, 0)} sentences of ${hypothesis} against ` +
        `${references.join(", ")}${baseline === null ? "" : `; difference from ${baseline}`}`,
    ),
    "",
    drawTable(titles, scores.map(row)),
    "",
    ...scores.flatMap(details),
    ...notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}

function details({ name, parts, signature }: TranslationScore): string[] {
  if (parts === null) return [`${name}: ${signature}`];
  const precisions = parts.precisions.map((precision) => showNumber(precision, 1)).join("/");
  return [
    `${name}: ${signature}`,
    `  precisions ${precisions}, brevity penalty ${showNumber(parts.brevityPenalty, 3)}, ` +
      `${showNumber(parts.hypothesisLength, 0)} tokens for ${showNumber(parts.referenceLength, 0)}`,
  ];
}

/** Scores of trees for people, in the order of EVALB's summary. */
export function treesText({ gold, parsed, result, notes }: TreeScores): string {
  const { all, short, cutoff } = result;
  const row = (title: string, of: (scores: BracketScores) => number | null, decimals = 2): string[] => [
    title,
    ...[all, short].map((scores) => showNumber(of(scores), decimals)),
  ];
  return [
    visible(`${parsed} against ${gold}, labelled brackets by EVALB's rules (COLLINS.prm)`),
    "",
    drawTable(
      ["", "all", `up to ${cutoff} words`],
      [
        row("sentences", ({ valid }) => valid, 0),
        row("left out", ({ errors, skipped }) => errors + skipped, 0),
        row("precision %", ({ precision }) => precision),
        row("recall %", ({ recall }) => recall),
        row("F1 %", ({ f1 }) => f1),
        row("exact match %", ({ exactMatch }) => exactMatch),
        row("crossing brackets", ({ averageCrossing }) => averageCrossing),
        row("no crossing %", ({ noCrossing }) => noCrossing),
        row("two or less %", ({ twoOrLessCrossing }) => twoOrLessCrossing),
        row("right tags %", ({ taggingAccuracy }) => taggingAccuracy),
      ],
    ),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => onOutput.dim(`· ${visible(note)}`))]),
  ].join("\n");
}
