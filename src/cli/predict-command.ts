import { Command } from "commander";
import { folderHolds } from "../files/whole-folder.ts";
import { classifyWith } from "../jobs/classify/predict.ts";
import { manifestName } from "../jobs/classify/save.ts";
import { predictionsCsv as textsCsv } from "../jobs/classify/predictions-csv.ts";
import { predict } from "../jobs/forecast/predict.ts";
import { futureCsv, predictionsCsv } from "../jobs/forecast/predictions-csv.ts";
import { formatTime } from "../data/series/calendar.ts";
import { decimalsFor, showNumber, showUnit } from "../report/drawing/format.ts";
import { classifyLines } from "./classify-lines.ts";
import { futureSummary } from "../jobs/forecast/summary.ts";
import { futureText } from "./future-text.ts";
import { downloadLines } from "./download-lines.ts";
import { outFileOption } from "./output-options.ts";
import { outputTo } from "./outputs.ts";
import { startKernels } from "./kernels.ts";
import { jsonLine, visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags {
  readonly out?: string;
  readonly text?: string;
  readonly anyway?: boolean;
  readonly last?: boolean;
  readonly json?: boolean;
}

const help = `
For a forecast: one forecast for every row with a complete window of inputs before it, also where the
true value is not known yet. The table needs the columns and the time step that the model was trained
on. For the rows of the training file the forecasts equal those of its test split.

For a classifier: the class of every text of FILE, and the probability of each class. With - for
FILE, each line of standard input is a text, and its class and probability are printed at once.`;

export function predictCommand(): Command {
  return new Command("predict")
    .description("Uses a model that lookback forecast or lookback classify saved, and writes what it predicts as CSV.")
    .argument("<MODEL_DIR>", "the folder that lookback forecast or classify wrote")
    .argument("<FILE>", "readings over time, or texts: a file, an SQL query, the word jena, or - for lines of text")
    .option("--text <column>", "the column of texts (default: that of training)")
    .addOption(outFileOption("predictions.csv"))
    .option("--last", "write only the forecasts of the moments after the last row")
    .option("--anyway", "forecast even if the file differs from the training file")
    .option("--json", "print what was done as one JSON object")
    .addHelpText("after", helpText(help))
    .action(run);
}

async function run(model: string, source: string, flags: Flags): Promise<void> {
  startKernels();
  if (!folderHolds(model, manifestName)) await predictSeries(model, source, flags);
  else if (source === "-") await classifyLines(model, process.stdin, process.stdout);
  else await predictTexts(model, source, flags);
}

async function predictTexts(
  model: string,
  source: string,
  { out = "predictions.csv", text, json = false }: Flags,
): Promise<void> {
  const output = await outputTo(out, [model, source]);
  const result = await classifyWith({ model, source, ...(text === undefined ? {} : { text }) });
  const { manifest, predicted, known } = result;
  await output.write(textsCsv(predicted));
  const scores =
    known === null ? null : { texts: known.count, accuracy: known.scores.accuracy, macroF1: known.scores.macroF1 };
  if (json) {
    const summary = {
      schema: 2,
      folder: model,
      model: manifest.model,
      file: source,
      texts: predicted.texts.length,
      known: scores,
      out,
    };
    output.say(jsonLine(summary).trimEnd());
    return;
  }
  const lines = [`${manifest.model}: ${showNumber(predicted.texts.length, 0)} texts classified, written to ${out}`];
  if (scores !== null) {
    lines.push(
      `right for ${showNumber(100 * scores.accuracy, 2)} % of the ${showNumber(scores.texts, 0)} whose class is in ` +
        "the file",
      "if the model was trained on texts of this file, this score is too good: leaderboard.json has the one of " +
        "the test texts",
    );
  }
  output.say(lines.map(visible).join("\n"));
}

async function predictSeries(
  model: string,
  source: string,
  { out = "predictions.csv", anyway = false, last = false, json = false }: Flags,
): Promise<void> {
  const output = await outputTo(out, [model, source]);
  const result = await predict(
    { model, source, anyway, last },
    {
      onDiagnosis(lines) {
        // With --json they are in what is printed.
        for (const line of json ? [] : lines) process.stderr.write(`${visible(line)}\n`);
      },
      onProgress: downloadLines((line) => process.stderr.write(`${line}\n`), "the weather file of the lecture"),
    },
  );
  const { manifest, loaded, predictions, future, carried, known } = result;
  const { now, horizons, table } = predictions;
  await output.write(last ? futureCsv(table, predictions.series, future) : predictionsCsv(predictions));
  const rows = last ? future.now : now;
  const [from, to] = [rows[0], rows[rows.length - 1]].map((row) => formatTime(table.times[row]));
  const forecasts = last ? rows.length : now.length * horizons.length;
  if (json) {
    const summary = {
      schema: 2,
      folder: model,
      model: manifest.model,
      file: loaded.name,
      target: manifest.target,
      ...(loaded.unit === "" ? {} : { unit: loaded.unit }),
      forecasts,
      from,
      to,
      carried,
      diagnosis: loaded.diagnosis,
      repairs: loaded.repairs,
      future: futureSummary(future, table, predictions.series),
      known: known === null ? null : { forecasts: known.count, model: known.model, naive: known.naive },
      out,
    };
    output.say(jsonLine(summary).trimEnd());
    return;
  }
  const lines = last
    ? [
        ...futureText(future, table, loaded.unit).flatMap((text) => text.split("\n")),
        "",
        `${manifest.model}: written to ${out}`,
      ]
    : [`${manifest.model}: ${showNumber(forecasts, 0)} forecasts from ${from} to ${to}, written to ${out}`];
  if (carried > 0) {
    lines.push(
      `${showNumber(carried, 0)} of them from the newest rows, where the last known values of missing inputs stand in`,
    );
  }
  if (known !== null) {
    const decimals = Math.max(2, decimalsFor([known.model.mae, known.naive.mae], 3));
    const unit = loaded.unit === "" ? "" : ` ${showUnit(loaded.unit)}`;
    lines.push(
      `mean error of the ${showNumber(known.count, 0)} whose truth is in the file: ` +
        `${showNumber(known.model.mae, decimals)}${unit}, of the naive forecast ` +
        `${showNumber(known.naive.mae, decimals)}${unit}`,
      "if the model was trained on rows of this file, this score is too good: leaderboard.json has the one of the " +
        "test split",
    );
  }
  output.say(lines.map(visible).join("\n"));
}
