import { Command, Option } from "commander";
import { forecast } from "../jobs/forecast/forecast.ts";
import { temperature } from "../jobs/forecast/load.ts";
import type { ForecastOptions } from "../jobs/forecast/options.ts";
import { modelNames } from "../jobs/forecast/candidates.ts";
import { saveForecast } from "../jobs/forecast/save.ts";
import { summaryOf } from "../jobs/forecast/summary.ts";
import { aggregateNames } from "../jobs/table/aggregate.ts";
import { list, integer } from "./arguments.ts";
import { onOutput } from "./colours.ts";
import { startKernels } from "./kernels.ts";
import { leaderboardText } from "./leaderboard-text.ts";
import { slug } from "./names.ts";
import { forceOption, outFolderOption } from "./output-options.ts";
import { progressOn } from "./progress.ts";
import { gapsOption, keepOption, longestOption, missingOption, sentinelsOption } from "./repair-options.ts";
import {
  decimalOption,
  idOption,
  noHeaderOption,
  stepOption,
  timeFormatOption,
  timeOption,
  timeZoneOption,
} from "./reading-options.ts";
import { withRunFolder, type RunFolderFlags } from "./run-folder.ts";
import type { CommandResult } from "./command-result.ts";
import { interruptible } from "./signals.ts";
import { jsonLine, visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags extends Omit<ForecastOptions, "source">, Omit<RunFolderFlags, "resume"> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const help = `
FILE is a .csv, .tsv, .json, .jsonl or .parquet file, texts also packed as .gz; a query in quotes, such as
"SELECT * FROM 'a.csv' WHERE station = 7"; or the word jena, for the weather file of the lecture. Without FILE,
two years of weather are simulated and five models compared.

Models: ${modelNames.join(", ")}.

naive always runs. The model is chosen by its error on the validation split and scored on the test split.

Presets:
  quick     a few models in a minute or two on a year of 10-minute readings, with early stopping
  lecture   windows, ranges, batches and epochs of the lecture, row for row; takes much longer

Ctrl-C stops after the current step and saves the best model so far.`;

export function forecastCommand(commandResult: CommandResult): Command {
  return new Command("forecast")
    .description("Trains several models on a table of readings over time and compares them with the naive forecast.")
    .argument("[FILE]", "readings over time; default: simulated weather")
    .option("--target <column>", "the column to predict")
    .option("--features <columns>", "input columns besides the target, comma-separated (default: all)", list)
    .option("--known <columns>", "columns whose later values are known, also after the last target", list)
    .option("--calendar <names>", "inputs from the calendar: hour, weekday, month, holidays:DE, holidays:DE-BY", list)
    .option("--lookback <duration>", "how far a model looks back (default: 10d; 5d without FILE)")
    .option("--every <duration>", "time between two inputs of a window (default: 1h; 2h without FILE)")
    .addOption(
      new Option(
        "--aggregate <name>",
        "what rows within --every become: one sampled as an input, or one row of all (default: sample)",
      ).choices(aggregateNames),
    )
    .option("--ahead <durations>", "what to predict: 24h, or several such as 6h,12h,24h (default: 24h)", list)
    .option("--horizon <duration>", "predict every row up to this one, in place of --ahead")
    .addOption(
      new Option("--refit <rows>", "fit the chosen model again, to all rows, for the future (default: all)").choices([
        "all",
        "none",
      ]),
    )
    .option("--backtest <n>", "compare again from n earlier origins, each with the rows before it", integer(1))
    .option("--seeds <n>", "compare with n seeds, for the spread of the errors (default: 1)", integer(1))
    .option("--split <shares>", "training/validation/test in percent, by time (default: 50/25/25)")
    .addOption(
      new Option("--preset <name>", "models and training settings (default: quick)").choices(["quick", "lecture"]),
    )
    .option("--models <names>", "models to train and compare, comma-separated (default: the preset's)", list)
    .option("--epochs <n>", "maximum epochs per network; linear is solved at once", integer(1))
    .option("--steps-per-epoch <n>", "batches that make an epoch", integer(1))
    .option("--batch-size <n>", "windows per batch (default: 128, down to 16 on small files)", integer(1))
    .option("--seed <n>", "seed of initial weights, order and dropout (default: 0)", integer(0))
    .addOption(timeOption())
    .addOption(timeFormatOption())
    .addOption(timeZoneOption())
    .addOption(stepOption())
    .addOption(decimalOption())
    .addOption(noHeaderOption())
    .addOption(idOption())
    .addOption(gapsOption())
    .addOption(missingOption())
    .addOption(longestOption())
    .addOption(sentinelsOption())
    .addOption(keepOption())
    .addOption(outFolderOption("<target>"))
    .addOption(forceOption())
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "print neither diagnosis nor progress")
    .addHelpText("after", helpText(help))
    .action((file: string | undefined, flags: Flags) => run(file, flags, commandResult));
}

async function run(file: string | undefined, flags: Flags, commandResult: CommandResult): Promise<void> {
  startKernels();
  const { out, force, json = false, quiet = false, header, ...given } = flags;
  const options = { ...given, ...(header === false ? { header } : {}) };
  const name = slug(options.target ?? temperature);
  const progress = progressOn(process.stderr, quiet);
  try {
    await withRunFolder(commandResult, { out, force }, { name }, (folder) =>
      interruptible(commandResult, async ({ signal, save }) => {
        const result = await forecast(
          { ...options, ...(file === undefined ? {} : { source: file }) },
          {
            ...progress.callbacks,
            onPrepared(prepared) {
              progress.callbacks.onPrepared?.(prepared);
              save();
            },
          },
          signal,
        );
        folder.begin();
        const files = await saveForecast(result, folder.path);
        folder.done();
        const saved = `saved in ${onOutput.bold(visible(folder.path))}: ${files.join(", ")}`;
        process.stdout.write(
          json ? jsonLine(summaryOf(result, folder.path)) : `${leaderboardText(result)}\n\n${saved}\n`,
        );
        return result;
      }),
    );
  } finally {
    progress.stop();
  }
}
