import type { ClassifyResult } from "../jobs/classify/classify.ts";
import type { CandidateResult } from "../jobs/classify/leaderboard.ts";
import { classHeadline } from "../report/classify/class-headline.ts";
import { classReportData } from "../jobs/classify/report-data.ts";
import { missing, showNumber, showSeconds } from "../report/drawing/format.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { visible } from "./visible.ts";

/** A classification for people: the leaderboard, the answer, and what to keep in mind. */
export function classifyText(result: ClassifyResult): string {
  const { leaderboard, notes } = result;
  const { answer, detail } = classHeadline(classReportData(result));
  const row = ({ model, parameters, validation, test, bestEpoch, epochs, seconds }: CandidateResult): string[] => [
    model === leaderboard.best ? onOutput.bold(onOutput.green(model)) : model,
    showNumber(parameters, 0),
    percent(validation.accuracy),
    percent(test.accuracy),
    showNumber(test.macroF1, 4),
    showNumber(test.logLoss, 4),
    percent(test.calibration.expectedError),
    bestEpoch === null ? missing : `${bestEpoch} of ${epochs}`,
    parameters === 0 ? missing : showSeconds(seconds),
  ];
  return [
    "accuracy, best in validation first; F1 is the mean over classes, calibration the expected error of the " +
      "probabilities",
    "",
    drawTable(
      ["model", "parameters", "validation", "test", "test F1", "log loss", "calibration", "best epoch", "time"],
      leaderboard.rows.map(row),
    ),
    "",
    onOutput.bold(visible(answer)),
    visible(detail),
    ...notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}

function percent(share: number | null): string {
  return share === null ? missing : `${showNumber(100 * share, 2)} %`;
}
