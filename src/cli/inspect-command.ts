import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { writeFileAtomic } from "../files/atomic.ts";
import { typed } from "../jobs/forecast/command-line.ts";
import { inspect, type InspectOptions } from "../jobs/forecast/inspect.ts";
import { downloadLines } from "./download-lines.ts";
import { slug, timeStamp } from "./names.ts";
import { gapsOption, longestOption, missingOption } from "./repair-options.ts";
import { visible } from "./visible.ts";

interface Flags extends Omit<InspectOptions, "source"> {
  readonly out?: string;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .summary("say what is in a file and what is odd in it")
    .description(
      "Says what is in a table of readings over time and what is odd in it, and draws a few figures of one column.",
    )
    .argument("<FILE>", "readings over time: a file, an SQL query, or the word jena")
    .option("--target <column>", "the column to draw (default: the first that changes)")
    .option("--time <column>", "the column of times (default: found)")
    .addOption(gapsOption())
    .addOption(missingOption())
    .addOption(longestOption())
    .option("--out <file>", "where to write the figures (default: runs/<time>-<target>-inspect.html)")
    .action(run);
}

async function run(source: string, { out, ...options }: Flags): Promise<void> {
  const { loaded, html } = await inspect({ source, ...options }, typed("lookback inspect", source, { ...options }), {
    onDiagnosis(lines) {
      for (const line of lines) process.stdout.write(`${visible(line)}\n`);
    },
    onProgress: downloadLines((line) => process.stderr.write(`${line}\n`), "the weather file of the lecture"),
  });
  const path = out ?? join("runs", `${timeStamp(new Date())}-${slug(loaded.target)}-inspect.html`);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, html);
  process.stdout.write(`${visible(`figures of "${loaded.target}" in ${path}`)}\n`);
}
