import { OptionError } from "../option-error.ts";
import { whyNoSeason } from "./baselines.ts";
import { whyNot, type ModelName } from "./candidates.ts";
import { chosenModels, type ForecastOptions } from "./options.ts";
import type { Prepared } from "./prepared.ts";

/**
 * The chosen models that these windows allow. One that was asked for by name and cannot run is an error, one of a
 * preset is left out and said.
 */
export function runnable(
  { geometry, table }: Prepared,
  options: ForecastOptions,
): { readonly models: readonly ModelName[]; readonly skipped: readonly string[] } {
  const { steps, every, horizons } = geometry;
  const reach = (steps - 1) * every;
  const skipped: string[] = [];
  const models = chosenModels(options).filter((model) => {
    const reason =
      model === "naive"
        ? null
        : model === "seasonal"
          ? whyNoSeason({ horizons, reach, step: table.step })
          : whyNot(model, steps);
    if (reason === null) return true;
    if (options.models !== undefined) throw new OptionError(reason);
    skipped.push(`Left out: ${reason}.`);
    return false;
  });
  return { models, skipped };
}
