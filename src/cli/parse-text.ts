import type { ParseResult } from "../jobs/parse/result.ts";
import { missing, showNumber, showSeconds } from "../report/drawing/format.ts";
import type { ParseRow } from "../report/parse/parse-data.ts";
import { parseHeadline } from "../report/parse/parse-headline.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { visible } from "./visible.ts";

/** A training of parsers for people: the leaderboard, the answer, and what to keep in mind. */
export function parseText(result: ParseResult): string {
  const { rows, best, notes, options } = result;
  const { answer, detail } = parseHeadline({ rows, best });
  const row = ({ model, parameters, validation, test, training }: ParseRow): string[] => [
    model === best ? onOutput.bold(onOutput.green(model)) : model,
    training === null ? missing : showNumber(parameters, 0),
    showNumber(test?.f1 ?? null, 2),
    showNumber(test?.precision ?? null, 2),
    showNumber(test?.recall ?? null, 2),
    showNumber(test?.exactMatch ?? null, 2),
    showNumber(validation.f1, 2),
    showNumber(training?.updates ?? null, 0),
    training === null ? missing : showSeconds(training.seconds),
  ];
  return [
    `labelled brackets by EVALB's rules; test with beam ${options.beam} and α ${options.alpha}, validation greedily`,
    "",
    drawTable(
      ["model", "parameters", "test F1", "precision", "recall", "exact", "validation F1", "updates", "time"],
      rows.map(row),
    ),
    "",
    onOutput.bold(visible(answer)),
    visible(detail),
    ...notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}
