import { existsSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "../table/data-error.ts";

const names = ["jena_climate_2009_2016.csv", "jena_climate_2009_2016.csv.gz"];

/** The weather file of the lecture (420,551 readings, 2009–2016) in the folder that LOOKBACK_DATA names, or in jena/ below it. */
export function findJena(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const folder = environment["LOOKBACK_DATA"];
  const places = folder === undefined ? [] : names.flatMap((name) => [join(folder, name), join(folder, "jena", name)]);
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new DataError(
    folder === undefined
      ? "LOOKBACK_DATA names no folder to look for it in"
      : `it is not in ${folder}, nor in jena/ there`,
    {
      file: "jena",
      help: `get jena_climate_2009_2016.csv (a data set of many courses, published by the Max Planck Institute for Biogeochemistry), put it into a folder, and name that folder in LOOKBACK_DATA; or leave FILE out for simulated weather`,
    },
  );
}
