import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RawTable } from "../table/raw-table.ts";
import { readTable, type ReadOptions } from "../table/read.ts";
import { readingsIn, writeWeatherCsv } from "./write.ts";

/** What simulated weather is called wherever it appears. */
export const simulatedName = "simulated weather";

/** Two years of the simulated station, taken the way of every other file: written as CSV, read, and the file removed. */
export async function simulatedTable(options: ReadOptions): Promise<RawTable> {
  const folder = await mkdtemp(join(tmpdir(), "lookback-"));
  try {
    const path = join(folder, "weather.csv");
    await writeWeatherCsv(path, { rows: readingsIn(2) });
    return { ...(await readTable(path, options)), source: simulatedName };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
