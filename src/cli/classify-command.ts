import { Command, InvalidArgumentError, Option } from "commander";
import { classify } from "../jobs/classify/classify.ts";
import type { ClassifyOptions } from "../jobs/classify/options.ts";
import { modelNames } from "../jobs/classify/candidates.ts";
import { saveClassifier } from "../jobs/classify/save.ts";
import { summaryOf } from "../jobs/classify/summary.ts";
import { list, integer } from "./arguments.ts";
import { classifyProgress } from "./classify-progress.ts";
import { classifyText } from "./classify-text.ts";
import { onOutput } from "./colours.ts";
import { startKernels } from "./kernels.ts";
import { slug } from "./names.ts";
import { forceOption, outFolderOption } from "./output-options.ts";
import { withRunFolder, type RunFolderFlags } from "./run-folder.ts";
import type { CommandResult } from "./command-result.ts";
import { interruptible } from "./signals.ts";
import { jsonLine, visible } from "./visible.ts";
import { criteria } from "../jobs/classify/leaderboard.ts";
import { helpText } from "./help-text.ts";

interface Flags extends Omit<ClassifyOptions, "source">, Omit<RunFolderFlags, "resume"> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const help = `
FILE is a .csv, .tsv, .json, .jsonl or .parquet file, texts also packed as .gz; a query in quotes, such as
"SELECT body AS text, stars > 3 AS label FROM 'a.parquet'"; a folder with one folder of text files per label,
perhaps below train and test; or the word imdb, for the film reviews of the lecture.

Models: ${modelNames.join(", ")}.

majority, the most frequent class, always runs. The model is chosen by its accuracy (--choose-by) on validation
texts and scored on test texts: those of --test, or a fifth of FILE.

Presets:
  quick     dropout, padding skipped, early stopping
  lecture   embedding(32), LSTM(32), RMSprop, 10 epochs, the last 500 words padded in front

Ctrl-C stops after the current step and saves the best model so far.`;

export function classifyCommand(commandResult: CommandResult): Command {
  return new Command("classify")
    .description(
      "Trains several models on labelled texts and compares them with always answering the most frequent class.",
    )
    .argument("<FILE>", "labelled texts")
    .option("--text <column>", "the column of texts (default: found)")
    .option("--label <column>", "the column of labels (default: found)")
    .option("--test <file>", "test texts, in the same format (default: a fifth of FILE)")
    .option("--validation-split <share>", "share of the training texts held out for validation (default: 0.2)", share)
    .option("--words <n>", "vocabulary size: the most frequent words (default: 10000)", integer(3))
    .option("--length <n>", "maximum words of a text; the last ones are read (default: up to 500)", integer(1))
    .addOption(
      new Option("--preset <name>", "models and training settings (default: quick)").choices(["quick", "lecture"]),
    )
    .option("--models <names>", "models to train and compare, comma-separated (default: the preset's)", list)
    .option("--epochs <n>", "maximum epochs per model (default: 10, more on small files)", integer(1))
    .addOption(
      new Option("--choose-by <score>", "what the model is chosen by in validation (default: accuracy)").choices(
        criteria,
      ),
    )
    .addOption(
      new Option("--refit <texts>", "fit the chosen model again, with the validation texts (default: all)").choices([
        "all",
        "none",
      ]),
    )
    .option(
      "--patience <n>",
      "epochs without a lower validation loss that end a model (default: 3 or more)",
      integer(1),
    )
    .option("--batch-size <n>", "texts per batch (default: 128)", integer(1))
    .option("--seed <n>", "seed of the split, initial weights, order and dropout (default: 0)", integer(0))
    .addOption(outFolderOption("<file>"))
    .addOption(forceOption())
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "print neither diagnosis nor progress")
    .addHelpText("after", helpText(help))
    .action((file: string, flags: Flags) => run(file, flags, commandResult));
}

async function run(source: string, flags: Flags, commandResult: CommandResult): Promise<void> {
  startKernels();
  const { out, force, json = false, quiet = false, ...options } = flags;
  const progress = classifyProgress(process.stderr, quiet);
  try {
    await withRunFolder(commandResult, { out, force }, { name: nameOf(source) }, (folder) =>
      interruptible(commandResult, async ({ signal, save }) => {
        const result = await classify(
          { ...options, source },
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
        const files = await saveClassifier(result, folder.path);
        folder.done();
        const saved = `saved in ${onOutput.bold(visible(folder.path))}: ${files.join(", ")}`;
        process.stdout.write(json ? jsonLine(summaryOf(result, folder.path)) : `${classifyText(result)}\n\n${saved}\n`);
        return result;
      }),
    );
  } finally {
    progress.stop();
  }
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("It is a number above 0 and below 1.");
  return value;
}

/** The file's name without its folder and endings. */
function nameOf(source: string): string {
  const name = source.replaceAll("\\", "/").replace(/\/+$/, "").split("/").at(-1) ?? source;
  return slug(name.replace(/(?:\.\w+)+$/, ""));
}
