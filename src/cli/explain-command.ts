import { text as wholeOf } from "node:stream/consumers";
import { Command } from "commander";
import { formatTime } from "../data/series/calendar.ts";
import { folderHolds } from "../files/whole-folder.ts";
import { manifestName } from "../jobs/classify/save.ts";
import { explainText } from "../jobs/explain/explain-text.ts";
import { explainWindow } from "../jobs/explain/explain-window.ts";
import { textOfRow } from "../jobs/explain/text-source.ts";
import { OptionError } from "../jobs/option-error.ts";
import { integer } from "./arguments.ts";
import { downloadLines } from "./download-lines.ts";
import { textLines, windowLines } from "./explain-lines.ts";
import { outFileOption } from "./output-options.ts";
import { outputTo } from "./outputs.ts";
import { startKernels } from "./kernels.ts";
import { jsonLine, visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags {
  readonly text?: string;
  readonly row?: number;
  readonly class?: string;
  readonly at?: string;
  readonly steps?: number;
  readonly out?: string;
  readonly json?: boolean;
}

const help = `
For a classifier: which words changed the predicted class, and the network's states and gates
while it read them. The text comes from --text, from standard input when FILE is -, or from one row
of a table (--row).

For a forecast: which readings of one window changed the forecast. FILE must have the columns that
the model was trained on; --at is the time of the window's last row.

Examples:
  lookback explain runs/reviews --text "not bad at all"
  lookback explain runs/reviews reviews.csv --row 17 --out row-17.html
  lookback explain runs/weather weather.csv --at "2020-05-28 12:00"`;

export function explainCommand(): Command {
  return new Command("explain")
    .description("Explains a saved model's answer to one text or one window, as an HTML page.")
    .argument("<MODEL_DIR>", "the folder that lookback classify or forecast wrote")
    .argument("[FILE]", "a table of texts or readings, or - for a text on standard input")
    .option("--text <text>", "the text to explain")
    .option("--row <n>", "the row of FILE to explain (default: 1)", integer(1))
    .option("--class <name>", "the class to explain (default: the most probable one)")
    .option("--at <time>", "the last moment of the window (default: the last one with all inputs)")
    .option("--steps <n>", "points of the path integral (default: 64)", integer(1))
    .addOption(outFileOption("explain.html"))
    .option("--json", "print the values as one JSON object")
    .addHelpText("after", helpText(help))
    .action(run);
}

async function run(model: string, file: string | undefined, flags: Flags): Promise<void> {
  startKernels();
  const isClassifier = folderHolds(model, manifestName);
  refuse(isClassifier ? "classifier" : "forecast", isClassifier ? ["at"] : ["text", "row", "class"], flags);
  const { out = "explain.html", json = false, steps } = flags;
  const page = await outputTo(out, [model, file]);
  const shared = { model, ...(steps === undefined ? {} : { steps }) };
  if (isClassifier) {
    const text = await textFrom(model, file, flags);
    const data = await explainText({ ...shared, text, ...(flags.class === undefined ? {} : { class: flags.class }) });
    const { textReport } = await import("../report/explain/text-report.ts");
    await page.write(textReport(data));
    const { explained, predicted, classes, output, baseline, error, features } = data;
    page.say(
      shown(
        json
          ? {
              schema: 2,
              folder: model,
              model: data.model,
              predicted,
              explained,
              classes,
              output,
              baseline,
              error,
              features,
              out,
            }
          : textLines(data, out),
      ),
    );
    return;
  }
  const data = await explainWindow(
    { ...shared, source: file ?? (await missingFile(model)), ...(flags.at === undefined ? {} : { at: flags.at }) },
    { onProgress: downloadLines((line) => process.stderr.write(`${line}\n`), "the weather file of the lecture") },
  );
  const { windowReport } = await import("../report/explain/window-report.ts");
  await page.write(windowReport(data));
  const { target, unit, output, baseline, error, truth, last, columns, times } = data;
  const readings = times.map((time, i) => ({
    time: formatTime(time),
    attribution: data.attributions.reduce((sum, column) => sum + column[i], 0),
    leaveOneOut: data.leaveOneOut[i],
  }));
  const at = formatTime(times[times.length - 1]);
  page.say(
    shown(
      json
        ? {
            schema: 2,
            folder: model,
            model: data.model,
            target,
            unit,
            at,
            output,
            baseline,
            error,
            truth,
            last,
            columns,
            readings,
            out,
          }
        : windowLines(data, out),
    ),
  );
}

/** Options that the model of this folder cannot follow are errors, not silence. */
function refuse(kind: string, names: readonly (keyof Flags)[], flags: Flags): void {
  const unsuitable = names.find((name) => flags[name] !== undefined);
  if (unsuitable === undefined) return;
  throw new OptionError(`--${unsuitable} is not for a ${kind}; help: lookback explain --help says what is`);
}

async function textFrom(model: string, file: string | undefined, { text, row }: Flags): Promise<string> {
  if (text !== undefined && (file !== undefined || row !== undefined)) {
    throw new OptionError("there are two texts to explain; help: give --text or FILE, not both");
  }
  if (text !== undefined) return text;
  if (file === undefined) {
    throw new OptionError(
      'there is no text to explain; help: give --text "…", or a FILE and --row, or - for standard input',
    );
  }
  return file === "-" ? wholeOf(process.stdin) : textOfRow(model, file, row ?? 1);
}

/** A forecast without a file: says first what is wrong with the folder, if anything is. */
async function missingFile(model: string): Promise<never> {
  if (!folderHolds(model, "forecast.json")) {
    throw new OptionError(
      `${model} holds neither a classifier nor a forecast; help: give a folder that lookback classify or lookback ` +
        "forecast wrote",
    );
  }
  throw new OptionError(
    "there is no window to explain; help: give a FILE with the columns that the model was trained on",
  );
}

function shown(result: object | readonly string[]): string {
  return Array.isArray(result) ? result.map(visible).join("\n") : jsonLine(result).trimEnd();
}
