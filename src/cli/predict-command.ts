import { Command } from "commander";
import { predict, savePredictions } from "../jobs/forecast/predict.ts";
import { formatTime } from "../data/series/calendar.ts";
import { decimalsFor, showNumber, showUnit } from "../report/format.ts";
import { downloadLines } from "./download-lines.ts";
import { startKernels } from "./kernels.ts";

interface Flags {
  readonly out: string;
  readonly json?: boolean;
}

const help = `
Forecasts start at every row that has all inputs of a window behind it, also where the truth is not known yet. The
table needs the columns and the step that the model was trained on. From the rows of the training file come
exactly the forecasts of its test stretch.`;

export function predictCommand(): Command {
  return new Command("predict")
    .summary("forecast with a saved model")
    .description(
      "Forecasts with a model that lookback forecast saved, and writes now, time, truth, forecast and naive as CSV.",
    )
    .argument("<MODEL_DIR>", "the folder that lookback forecast wrote")
    .argument("<FILE>", "readings over time: a file, an SQL query, or the word jena")
    .option("--out <file>", "where to write", "predictions.csv")
    .option("--json", "print what was done as one JSON object")
    .addHelpText("after", help)
    .action(run);
}

async function run(model: string, source: string, { out, json = false }: Flags): Promise<void> {
  startKernels();
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
    process.stdout.write(`${JSON.stringify(summary)}\n`);
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
  process.stdout.write(`${lines.join("\n")}\n`);
}
