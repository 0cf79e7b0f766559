import { openOutput } from "../../files/output-file.ts";
import { checkOptions } from "../../tensor/options.ts";
import { readingStep, simulateWeather, weatherColumns, type SimulationOptions } from "./simulate.ts";

/**
 * The name of the column of times: it tells readers of the file, people and programs, that nothing in it was measured.
 */
export const simulatedTimes = "Date Time (simulated)";

/** Number of readings every ten minutes in a number of years. */
export function readingsIn(years: number): number {
  return Math.round((years * 365.25 * 86_400_000) / readingStep);
}

/**
 * Writes simulated weather as a CSV file in the form of the weather station in Jena: `Date Time (simulated)` as
 * DD.MM.YYYY hh:mm:ss, then 14 variables with two decimals. The file appears under its name only when it is whole;
 * devices and pipes are written to. Returns how many readings it has. Throws a FileError that names the path when it
 * cannot be written.
 */
export async function writeWeatherCsv(path: string, options: SimulationOptions): Promise<number> {
  checkOptions("writeWeatherCsv", options, { rows: true, seed: true, start: true });
  const { times, values } = simulateWeather(options);
  const file = await openOutput(path);
  try {
    await file.write(`"${simulatedTimes}",${weatherColumns.map((name) => `"${name}"`).join(",")}\n`);
    const width = weatherColumns.length;
    for (let from = 0; from < times.length; from += 4096) {
      const lines = Array.from(times.subarray(from, from + 4096), (time, k) => {
        const row = values.subarray((from + k) * width, (from + k + 1) * width);
        return `${germanTime(time)},${Array.from(row, (value) => value.toFixed(2)).join(",")}\n`;
      });
      await file.write(lines.join(""));
    }
    await file.finish();
  } catch (error) {
    await file.drop();
    throw error;
  }
  return times.length;
}

function germanTime(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)} ${iso.slice(11, 19)}`;
}
