import type { SeriesScores } from "../jobs/forecast/series-scores.ts";
import { showNumber, showPercent } from "../report/drawing/format.ts";
import { drawTable } from "./table.ts";
import { visible } from "./visible.ts";

/** Series that are shown, at most. */
const most = 10;

/** The series that the best model does worst on, beside the naive forecast. */
export function seriesText(scores: readonly SeriesScores[], decimals: number): string[] {
  if (scores.length === 0) return [];
  const title = scores.length > most ? `worst ${most} of ${scores.length} series` : "series, worst first";
  const rows = scores
    .slice(0, most)
    .map(({ name, test, naive, skill, coverage }) => [
      visible(name),
      showNumber(test.mae, decimals),
      showNumber(naive.mae, decimals),
      showPercent(skill),
      showPercent(coverage),
    ]);
  return [drawTable([title, "test MAE", "naive", "skill", "in 80 %"], rows), ""];
}
