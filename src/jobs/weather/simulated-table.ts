import { join } from "node:path";
import { withTemporaryFolder } from "../../files/temporaries.ts";
import type { RawTable } from "../table/raw-table.ts";
import { readTable, type ReadOptions } from "../table/read.ts";
import { readingsIn, writeWeatherCsv } from "./write.ts";

/** What simulated weather is called wherever it appears. */
export const simulatedName = "simulated weather";

/**
 * Two years of the simulated station, taken the way of every other file: written as CSV, read, and the file removed.
 */
export async function simulatedTable(options: ReadOptions): Promise<RawTable> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "weather.csv");
    await writeWeatherCsv(path, { rows: readingsIn(2) });
    return { ...(await readTable(path, options)), source: simulatedName };
  });
}
