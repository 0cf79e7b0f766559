import type { Range } from "../../data/series/table.ts";
import type { Scores } from "../../report/forecast/forecast-data.ts";
import type { Interval } from "./intervals.ts";
import type { Prepared } from "./prepared.ts";
import { scoresOf, skillOf } from "./scores.ts";
import { seriesAt } from "./series-ranges.ts";

/** How the chosen model did on the test split of one series. */
export interface SeriesScores {
  readonly name: string;
  /** Forecasts whose truth is known. */
  readonly count: number;
  readonly test: Scores;
  readonly naive: Scores;
  /** 1 − MAE / MAE of naive. */
  readonly skill: number | null;
  /** The share of truths inside the 80 % interval. */
  readonly coverage: number | null;
}

interface TestForecasts {
  readonly truth: Float64Array;
  readonly best: Float64Array;
  readonly naive: Float64Array;
  readonly intervals: readonly Interval[];
}

/** Which of the rows `now`, rising, belong to each series: from the first index to the one after the last. */
export function testRangesOf({ series, testNow }: Pick<Prepared, "series" | "testNow">): readonly Range[] {
  const ranges = new Map(series.map((one) => [one, { from: 0, to: 0 }]));
  testNow.forEach((row, i) => {
    const range = ranges.get(seriesAt(series, row));
    if (range === undefined) return;
    if (range.to === 0) range.from = i;
    range.to = i + 1;
  });
  return series.map((one) => ranges.get(one) ?? { from: 0, to: 0 });
}

/** Scores of each named series, the smallest skill first; none where there is one series without a name. */
export function seriesScores(prepared: Prepared, test: TestForecasts): readonly SeriesScores[] {
  const { series, geometry } = prepared;
  const horizons = geometry.horizons.length;
  const eighty = test.intervals.find(({ level }) => level === 0.8);
  return testRangesOf(prepared)
    .flatMap(({ from, to }, k): SeriesScores[] => {
      const { name } = series[k];
      if (name === null || to === 0) return [];
      const [truth, best, naive] = [test.truth, test.best, test.naive].map((values) =>
        values.subarray(from * horizons, to * horizons),
      );
      const scores = { test: scoresOf(best, truth), naive: scoresOf(naive, truth) };
      let [count, held] = [0, 0];
      truth.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        count++;
        const at = from * horizons + i;
        if (eighty !== undefined && value >= eighty.lower[at] && value <= eighty.upper[at]) held++;
      });
      const skill = skillOf(scores.test, scores.naive);
      return [{ name, count, ...scores, skill, coverage: count === 0 ? null : held / count }];
    })
    .toSorted((a, b) => (a.skill ?? Infinity) - (b.skill ?? Infinity));
}
