import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { classifyWith, saveClassified } from "../jobs/classify/predict.ts";
import { manifestName } from "../jobs/classify/save.ts";
import { predict, savePredictions } from "../jobs/forecast/predict.ts";
import { formatTime } from "../data/series/calendar.ts";
import { decimalsFor, showNumber, showUnit } from "../report/format.ts";
import { classifyLines } from "./classify-lines.ts";
import { downloadLines } from "./download-lines.ts";
import { startKernels } from "./kernels.ts";
import { jsonLine, visible } from "./visible.ts";

interface Flags {
  readonly out: string;
  readonly text?: string;
  readonly json?: boolean;
}

const help = `
MODEL_DIR of a forecast: forecasts start at every row that has all inputs of a window behind it, also where the truth is not known yet. The
table needs the columns and the step that the model was trained on. From the rows of the training file come
exactly the forecasts of its test stretch.

MODEL_DIR of a classifier: every text of FILE gets a class, and the probability of each class. With - for FILE, each
line of standard input is a text, and its class and probability are printed at once.`;

export function predictCommand(): Command {
  return new Command("predict")
    .summary("forecast or classify with a saved model")
    .description("Uses a model that lookback forecast or lookback classify saved, and writes what it predicts as CSV.")
    .argument("<MODEL_DIR>", "the folder that lookback forecast or classify wrote")
    .argument("<FILE>", "readings over time, or texts: a file, an SQL query, the word jena, or - for lines of text")
    .option("--text <column>", "the column of texts (default: that of training)")
    .option("--out <file>", "where to write", "predictions.csv")
    .option("--json", "print what was done as one JSON object")
    .addHelpText("after", help)
    .action(run);
}

async function run(model: string, source: string, flags: Flags): Promise<void> {
  startKernels();
  if (!existsSync(join(model, manifestName))) await predictSeries(model, source, flags);
  else if (source === "-") await classifyLines(model, process.stdin, process.stdout);
  else await predictTexts(model, source, flags);
}

async function predictTexts(model: string, source: string, { out, text, json = false }: Flags): Promise<void> {
  const result = await classifyWith({ model, source, ...(text === undefined ? {} : { text }) });
  await saveClassified(result, out);
  const { manifest, predicted, known } = result;
  const scores =
    known === null ? null : { texts: known.count, accuracy: known.scores.accuracy, macroF1: known.scores.macroF1 };
  if (json) {
    const summary = {
      schema: 1,
      model,
      rung: manifest.rung,
      file: source,
      texts: predicted.texts.length,
      known: scores,
      out,
    };
    process.stdout.write(jsonLine(summary));
    return;
  }
  const lines = [`${manifest.rung}: ${showNumber(predicted.texts.length, 0)} texts classified, written to ${out}`];
  if (scores !== null) {
    lines.push(
      `right for ${showNumber(100 * scores.accuracy, 2)} % of the ${showNumber(scores.texts, 0)} whose class is in the file`,
      "if the model was trained on texts of this file, that is no honest score: leaderboard.json has the one of the test texts",
    );
  }
  process.stdout.write(`${lines.map(visible).join("\n")}\n`);
}

async function predictSeries(model: string, source: string, { out, json = false }: Flags): Promise<void> {
  const result = await predict(
    { model, source },
    { onProgress: downloadLines((line) => process.stderr.write(`${line}\n`), "the weather file of the lecture") },
  );
  await savePredictions(result, out);
  const { manifest, loaded, predictions, known } = result;
  const { now, horizons, table } = predictions;
  const [from, to] = [now[0], now[now.length - 1]].map((row) => formatTime(table.times[row]));
  const forecasts = now.length * horizons.length;
  if (json) {
    const summary = {
      schema: 1,
      model,
      rung: manifest.rung,
      file: loaded.name,
      target: manifest.target,
      ...(loaded.unit === "" ? {} : { unit: loaded.unit }),
      forecasts,
      from,
      to,
      known: known === null ? null : { forecasts: known.count, model: known.model, naive: known.naive },
      out,
    };
    process.stdout.write(jsonLine(summary));
    return;
  }
  const lines = [`${manifest.rung}: ${showNumber(forecasts, 0)} forecasts from ${from} to ${to}, written to ${out}`];
  if (known !== null) {
    const decimals = Math.max(2, decimalsFor([known.model.mae, known.naive.mae], 3));
    const unit = loaded.unit === "" ? "" : ` ${showUnit(loaded.unit)}`;
    lines.push(
      `mean error of the ${showNumber(known.count, 0)} whose truth is in the file: ${showNumber(known.model.mae, decimals)}${unit}, of the naive forecast ${showNumber(known.naive.mae, decimals)}${unit}`,
      "if the model was trained on rows of this file, that is no honest score: leaderboard.json has the one of the test stretch",
    );
  }
  process.stdout.write(`${lines.map(visible).join("\n")}\n`);
}
