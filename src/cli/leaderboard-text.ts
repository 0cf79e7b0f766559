import type { ForecastResult } from "../jobs/forecast/forecast.ts";
import { seriesView } from "../jobs/forecast/series-view.ts";
import { reportData } from "../jobs/forecast/report-data.ts";
import type { CandidateResult } from "../jobs/forecast/leaderboard.ts";
import { decimalsFor, missing, showNumber, showPercent, showQuantity, showSeconds } from "../report/drawing/format.ts";
import { headline } from "../report/forecast/headline.ts";
import { futureText } from "./future-text.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { horizonsText } from "./horizons-text.ts";
import { seriesText } from "./series-text.ts";
import { repetitionsText } from "./repetitions-text.ts";
import { visible } from "./visible.ts";

/** A forecast for people: the answer, the leaderboard, and what to keep in mind. */
export function leaderboardText(result: ForecastResult): string {
  const view = seriesView(result);
  const { prepared, leaderboard, seriesScores } = result;
  const { future, notes } = view;
  const { target, unit, simulated, geometry, table } = prepared;
  const { answer, detail } = headline(reportData(view));
  const errors = leaderboard.rows.flatMap(({ validation, test }) => [
    validation.mae,
    validation.rmse,
    test.mae,
    test.rmse,
  ]);
  const decimals = Math.max(2, decimalsFor(errors, 3));
  const row = (result_: CandidateResult): string[] => {
    const { model, parameters, validation, test, skill, metrics, bestEpoch, epochs, seconds } = result_;
    return [
      model === leaderboard.best ? onOutput.bold(onOutput.green(model)) : model,
      showNumber(parameters, 0),
      showNumber(validation.mae, decimals),
      showNumber(test.mae, decimals),
      showNumber(test.rmse, decimals),
      showPercent(skill),
      showPercent(metrics.intervals.find(({ level }) => level === 0.8)?.coverage ?? null),
      bestEpoch === null ? missing : `${bestEpoch} of ${epochs}`,
      parameters === 0 ? missing : showSeconds(seconds),
    ];
  };
  const ahead = horizonsText(geometry.horizons, table);
  return [
    `${visible(showQuantity(target, unit))}${simulated ? ", simulated," : ""} ${ahead} ahead; errors in its own ` +
      "unit, best validation error first",
    "",
    drawTable(
      ["model", "parameters", "val. MAE", "test MAE", "test RMSE", "skill", "in 80 %", "best epoch", "time"],
      leaderboard.rows.map(row),
    ),
    "",
    onOutput.bold(visible(answer)),
    visible(detail),
    "",
    ...seriesText(seriesScores, decimals),
    ...repetitionsText("backtest", "origins", result.backtest, decimals),
    ...repetitionsText("seeds", "seeds", result.seeds, decimals),
    ...futureText(future, table, unit),
    "",
    ...notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}
