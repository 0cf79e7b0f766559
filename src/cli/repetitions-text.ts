import type { Repetitions } from "../jobs/forecast/repetitions.ts";
import { showNumber } from "../report/drawing/format.ts";
import { drawTable } from "./table.ts";
import { visible } from "./visible.ts";

/** Runs whose errors are shown one by one, at most. */
const most = 5;

/** Test errors of several origins or seeds: their mean and spread, and those of the runs where there are few. */
export function repetitionsText(
  title: string,
  runsName: string,
  repetitions: Repetitions | null,
  decimals: number,
): string[] {
  if (repetitions === null || repetitions.runs.length === 0) return [];
  const { runs, models } = repetitions;
  const shown = runs.length <= most ? runs : [];
  const errorIn = (run: Repetitions["runs"][number], model: string): string =>
    showNumber(run.models.find((row) => row.model === model)?.test.mae ?? null, decimals);
  const table = drawTable(
    [
      `${title}, ${runs.length} ${runsName}`,
      "mean test MAE",
      "spread",
      "chosen",
      ...shown.map(({ label }) => visible(label)),
    ],
    models.map(({ model, mean, stddev, chosen }) => [
      model,
      showNumber(mean, decimals),
      showNumber(stddev, decimals),
      String(chosen),
      ...shown.map((run) => errorIn(run, model)),
    ]),
  );
  return [table, ""];
}
