import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import { forecast } from "../jobs/forecast/forecast.ts";
import type { ForecastOptions } from "../jobs/forecast/options.ts";
import { rungNames } from "../jobs/forecast/rungs.ts";
import { saveForecast } from "../jobs/forecast/save.ts";
import { summaryOf } from "../jobs/forecast/summary.ts";
import { list, wholeNumber } from "./arguments.ts";
import { startKernels } from "./kernels.ts";
import { leaderboardText } from "./leaderboard-text.ts";
import { slug, timeStamp } from "./names.ts";
import { progressOn } from "./progress.ts";
import { gapsOption, longestOption, missingOption } from "./repair-options.ts";
import type { Session } from "./session.ts";
import { jsonLine, visible } from "./visible.ts";

interface Flags extends Omit<ForecastOptions, "source"> {
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const help = `
FILE is a .csv, .tsv, .json, .jsonl or .parquet file, texts also packed as .gz; a query in quotes, such as
"SELECT * FROM 'a.csv' WHERE station = 7"; or the word jena, for the weather file of the lecture. Without FILE,
two years of weather are simulated.

Rungs: ${rungNames.join(", ")}.
naive is always run; the model is chosen by its error on the validation stretch, and judged on the test stretch.

Presets:
  quick     a few rungs in a minute or two on a year of 10-minute readings; each ends when it stops improving
  lecture   windows, ranges, batches and epochs of the lecture, row for row; takes much longer

Ctrl-C ends the run after the step under way and saves the best model so far.`;

export function forecastCommand(session: Session): Command {
  return new Command("forecast")
    .summary("train models on a file and compare them with the naive forecast")
    .description(
      "Trains a ladder of models on a table of readings over time and compares them with the naive forecast.",
    )
    .argument("[FILE]", "readings over time; default: simulated weather")
    .option("--target <column>", "the column to predict")
    .option("--time <column>", "the column of times (default: found)")
    .option("--features <columns>", "columns to look at besides the target, with commas between (default: all)", list)
    .option("--lookback <duration>", "how far a model looks back (default: 10d)")
    .option("--every <duration>", "one input for so much time (default: 1h)")
    .option("--ahead <durations>", "what to predict: 24h, or several such as 6h,12h,24h (default: 24h)", list)
    .option("--split <shares>", "training/validation/test in percent, by time (default: 50/25/25)")
    .addOption(new Option("--preset <name>", "how to go about it (default: quick)").choices(["quick", "lecture"]))
    .option("--rungs <names>", "what to train and compare, with commas between (default: the preset's)", list)
    .option("--epochs <n>", "at most so many epochs per rung", wholeNumber(1))
    .option("--steps-per-epoch <n>", "batches that make an epoch", wholeNumber(1))
    .option("--batch-size <n>", "windows per batch (default: 128)", wholeNumber(1))
    .option("--seed <n>", "of first weights, order and dropout (default: 0)", wholeNumber(0))
    .addOption(gapsOption())
    .addOption(missingOption())
    .addOption(longestOption())
    .option("--out <folder>", "where to write (default: runs/<time>-<target>)")
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no diagnosis and no progress")
    .addHelpText("after", help)
    .action((file: string | undefined, flags: Flags) => run(file, flags, session));
}

async function run(file: string | undefined, flags: Flags, session: Session): Promise<void> {
  startKernels();
  const { out, json = false, quiet = false, ...options } = flags;
  const stop = new AbortController();
  const interrupt = (): void => {
    process.stderr.write("\nstopping after this step; Ctrl-C again quits at once\n");
    stop.abort();
  };
  // Once: the second Ctrl-C finds no handler and ends the process.
  process.once("SIGINT", interrupt);
  const progress = progressOn(process.stderr, quiet);
  let folder = out ?? "";
  try {
    const result = await forecast(
      { ...options, ...(file === undefined ? {} : { source: file }) },
      {
        ...progress.callbacks,
        onPrepared(prepared) {
          progress.callbacks.onPrepared?.(prepared);
          folder = out ?? join("runs", `${timeStamp(new Date())}-${slug(prepared.target)}`);
          // A folder that cannot be made should be known before training, not after.
          mkdirSync(folder, { recursive: true });
        },
      },
      stop.signal,
    );
    const files = await saveForecast(result, folder);
    if (json) process.stdout.write(jsonLine(summaryOf(result, folder)));
    else
      process.stdout.write(`${leaderboardText(result)}\n\nsaved in ${pc.bold(visible(folder))}: ${files.join(", ")}\n`);
    if (result.interrupted) session.exitCode = 130;
  } finally {
    progress.stop();
    process.off("SIGINT", interrupt);
  }
}
