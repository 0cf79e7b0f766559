import type { MetricName, ScoreTranslationOptions } from "./options.ts";

/** What a reader of the scores should know about the texts. */
export function translationNotes(
  hypotheses: readonly string[],
  metrics: readonly MetricName[],
  { tokenize = "13a" }: ScoreTranslationOptions,
): readonly string[] {
  const notes: string[] = [];
  const empty = hypotheses.filter((line) => line.trim() === "").length;
  if (empty > 0) notes.push(`${empty} of ${hypotheses.length} hypotheses are empty; they count, without a match`);
  const tokenised = hypotheses.filter((line) => /\S\s+[.!?]\s*$/u.test(line)).length;
  if (metrics.includes("bleu") && tokenize !== "none" && tokenised > hypotheses.length / 2) {
    notes.push(
      `${tokenised} of ${hypotheses.length} hypotheses end in a full stop that stands alone: they seem to be ` +
        "tokenised; BLEU that others may compare with is of texts as people write them, and multi-bleu of " +
        "tokenised ones",
    );
  }
  if (metrics.includes("multi-bleu"))
    notes.push("multi-bleu compares only with scores of texts that were tokenised and cased in the same way");
  return notes;
}
