import type { TranslationResult } from "../jobs/translate/result.ts";
import { showNumber, showSeconds } from "../report/drawing/format.ts";
import type { TranslationRow } from "../report/translate/translation-data.ts";
import { translationHeadline } from "../report/translate/translation-headline.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { visible } from "./visible.ts";

/** A training of translators for people: the leaderboard, the answer, and what to keep in mind. */
export function translationText(result: TranslationResult): string {
  const { rows, best, signature, notes } = result;
  const { answer, detail } = translationHeadline({ rows, best });
  const row = ({ model, parameters, validation, updates, tokensPerSecond, seconds }: TranslationRow): string[] => [
    model === best ? onOutput.bold(onOutput.green(model)) : model,
    showNumber(parameters, 0),
    showNumber(validation.bleu, 2),
    showNumber(validation.chrf, 2),
    showNumber(validation.perplexity, 2),
    showNumber(updates, 0),
    showNumber(tokensPerSecond, 0),
    showSeconds(seconds),
  ];
  return [
    `greedy translations of the validation sentences, best BLEU first (${signature})`,
    "",
    drawTable(["model", "parameters", "BLEU", "chrF", "perplexity", "updates", "tokens/s", "time"], rows.map(row)),
    "",
    onOutput.bold(visible(answer)),
    visible(detail),
    ...notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}
