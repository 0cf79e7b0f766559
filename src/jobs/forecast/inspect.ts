import type { ReadingOptions } from "../table/reading-options.ts";
import { load, type GridPolicy, type Loaded, type LoadHooks } from "./load.ts";
import { inspectData } from "./report-data.ts";

export interface InspectOptions extends GridPolicy, ReadingOptions {
  /** A path, an SQL query, or "jena". */
  readonly source: string;
  /** The column that figures show. Default: the first that changes. */
  readonly target?: string;
}

export interface InspectResult {
  readonly loaded: Loaded;
  /** A report of the file as one HTML page. */
  readonly html: string;
}

/** Says what is in a file and what is odd in it, and draws a few figures of one column. */
export async function inspect(
  options: InspectOptions,
  commandLine: string,
  hooks: LoadHooks = {},
): Promise<InspectResult> {
  const { inspectReport } = await import("../../report/forecast/inspect-report.ts");
  const loaded = await load({ ...options, anyTarget: true }, hooks);
  return { loaded, html: inspectReport(inspectData(loaded, commandLine)) };
}
