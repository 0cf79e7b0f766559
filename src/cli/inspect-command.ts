import { join } from "node:path";
import { Command } from "commander";
import { typed } from "../jobs/forecast/command-line.ts";
import { inspect, type InspectOptions } from "../jobs/forecast/inspect.ts";
import { downloadLines } from "./download-lines.ts";
import { slug, timeStamp } from "./names.ts";
import { outFileOption } from "./output-options.ts";
import { newFile, outputTo } from "./outputs.ts";
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
import { visible } from "./visible.ts";

interface Flags extends Omit<InspectOptions, "source"> {
  readonly out?: string;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("Describes a table of readings over time and what is wrong in it, and draws figures of one column.")
    .argument("<FILE>", "readings over time: a file, an SQL query, or the word jena")
    .option("--target <column>", "the column to draw (default: the first that changes)")
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
    .addOption(outFileOption("runs/<time>-<target>-inspect.html"))
    .action(run);
}

async function run(source: string, { out, header, ...others }: Flags): Promise<void> {
  const options = { ...others, ...(header === false ? { header } : {}) };
  const output = out === undefined ? null : await outputTo(out, [source]);
  const say = output?.say ?? ((line: string): void => void process.stdout.write(`${line}\n`));
  const { loaded, html } = await inspect({ source, ...options }, typed("lookback inspect", source, { ...options }), {
    onDiagnosis(lines) {
      for (const line of lines) say(visible(line));
    },
    onProgress: downloadLines((line) => process.stderr.write(`${line}\n`), "the weather file of the lecture"),
  });
  const path = out ?? newFile(join("runs", `${timeStamp(new Date())}-${slug(loaded.target)}-inspect.html`));
  await (output ?? (await outputTo(path, []))).write(html);
  say(visible(`figures of "${loaded.target}" in ${path}`));
}
