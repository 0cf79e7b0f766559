import { OptionError } from "../option-error.ts";
import { whyNoSeason } from "./baselines.ts";
import { isNetworkName, isReference, whyNot, type ModelName } from "./candidates.ts";
import { chosenModels, type ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";
import type { ReferenceName } from "./reference/fitted.ts";
import type { ReferenceFitter } from "./references.ts";

/**
 * The chosen models that these windows allow. One that was asked for by name and cannot run is an error, one of a
 * preset is left out and said.
 */
export function runnable(
  { geometry, table }: Prepared,
  options: ForecastOptions,
  fitter: ReferenceFitter | null,
): { readonly models: readonly ModelName[]; readonly skipped: readonly string[] } {
  const { steps, every, horizons } = geometry;
  const reach = (steps - 1) * every;
  const skipped: string[] = [];
  const whyNotReference = (model: ReferenceName): string | null =>
    fitter === null ? whyNoSeason({ horizons, reach, step: table.step }) : fitter.whyNot(model);
  const models = chosenModels(options).filter((model) => {
    const reason =
      model === "naive"
        ? null
        : isReference(model)
          ? whyNotReference(model)
          : isNetworkName(model)
            ? whyNot(model, steps)
            : null;
    if (reason === null) return true;
    if (options.models !== undefined) throw new OptionError(reason);
    skipped.push(`Left out: ${reason}.`);
    return false;
  });
  return { models, skipped };
}
