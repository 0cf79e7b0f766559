import type { Range } from "../../data/series/table.ts";
import type { Forecaster, References } from "./forecaster.ts";
import { columnOf } from "./forecaster.ts";
import type { ModelName } from "./candidates.ts";
import type { Prepared } from "./prepared.ts";
import type { FitInput, ReferenceName } from "./reference/fitted.ts";
import { findPeriods } from "./reference/find-periods.ts";
import { fitReference, whyNoReference } from "./reference/reference-model.ts";

type Rows = Pick<Prepared, "table" | "targetColumn" | "series" | "geometry">;

/** What a reference model is fitted to: the target of each series within `ranges`, in rows of the table. */
function fitInputs({ table, targetColumn, series, geometry }: Rows, ranges: readonly Range[]): readonly FitInput[] {
  const all = columnOf(table, targetColumn);
  return series.map(({ from, to }, k): FitInput => {
    const target = all.subarray(from, to);
    const train = { from: ranges[k].from - from, to: ranges[k].to - from };
    const periods = findPeriods(target.subarray(train.from, train.to), table.step);
    return { target, train, horizons: geometry.horizons, periods: periods.map(({ rows }) => rows) };
  });
}

/** Fits reference models; what they are fitted to is looked at once. */
export interface ReferenceFitter {
  /** One sentence where a model cannot be fitted to some series, with help; else null. */
  whyNot(name: ReferenceName): string | null;
  fit(name: ReferenceName): References;
  /** Rows of the seasons of the first series, the strongest first. */
  readonly periods: readonly number[];
}

export function referenceFitter(rows: Rows, ranges: readonly Range[]): ReferenceFitter {
  const inputs = fitInputs(rows, ranges);
  const { table, series } = rows;
  return {
    periods: inputs[0].periods,
    whyNot(name) {
      const reasons = inputs.map((input) => whyNoReference(name, input));
      // Where some of many series have no season, the model is of no use for all.
      return reasons.find((reason) => reason !== null) ?? null;
    },
    fit: (name) => ({
      references: inputs.map((input, k) => ({
        series: series[k].name,
        origin: table.times[series[k].from],
        fitted: fitReference(name, input),
      })),
    }),
  };
}

/** A model without training as what forecasts: by its name where nothing is fitted, as in the lecture's preset. */
export function untrained(model: ModelName, fitter: ReferenceFitter | null): Forecaster {
  if (model === "naive") return model;
  if (model === "seasonal") return fitter === null ? model : fitter.fit(model);
  if (fitter !== null && (model === "drift" || model === "ets" || model === "theta")) return fitter.fit(model);
  throw new Error(`forecast: ${model} was not trained`);
}
