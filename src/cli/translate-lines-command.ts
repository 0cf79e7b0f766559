import { Command } from "commander";
import { attentionPageOf } from "../jobs/translate/attention.ts";
import { loadTranslator } from "../jobs/translate/save.ts";
import { longestSource, translator, type Translation } from "../jobs/translate/translator.ts";
import { OptionError } from "../jobs/option-error.ts";
import { alpha, integer } from "./arguments.ts";
import { outputTo } from "./outputs.ts";
import { startKernels } from "./kernels.ts";
import { linesOf } from "./lines-of.ts";
import type { CommandResult } from "./command-result.ts";
import { visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags {
  readonly beam: number;
  readonly alpha: number;
  readonly nBest: number;
  readonly attention?: string;
}

const help = `
Each line is a sentence; output line n is the translation of input line n. Without FILE, or with -,
lines are read from standard input; on a terminal each one is translated at once.

A line of more than ${longestSource.tokens} tokens is not translated: its output line is empty, a
warning is printed, and the exit status is 1.

With --n-best N each line gives N lines: its number, the score and a translation, separated by tabs.

  lookback translate train --source train.en --target train.de --out en-de
  echo "A dog runs." | lookback translate en-de`;

/** Lines that are translated together where they come from a file. */
const linesTogether = 1024;

export function translateLinesCommand(commandResult: CommandResult): Command {
  return new Command("translate")
    .description("Translates sentences, one per line, with a model that lookback translate train saved.")
    .argument("[MODEL_DIR]", "the folder that lookback translate train wrote")
    .argument("[FILE]", "sentences, one per line; - or nothing for standard input")
    .option("--beam <n>", "hypotheses followed at once; 1 is greedy", integer(1), 4)
    .option("--alpha <a>", "length penalty: the larger, the longer", alpha, 0.6)
    .option("--n-best <n>", "translations of each line, at most the beam", integer(1), 1)
    .option("--attention <file>", "draw what the model looked at, for the first lines, as an HTML page")
    .addHelpText("after", helpText(help))
    .action((model: string | undefined, file: string | undefined, flags: Flags) =>
      run(model, file, flags, commandResult),
    );
}

async function run(
  folder: string | undefined,
  file: string | undefined,
  flags: Flags,
  commandResult: CommandResult,
): Promise<void> {
  if (folder === undefined)
    throw new OptionError(
      "translate needs MODEL_DIR, the folder of a translator; help: lookback translate train makes one",
    );
  const { beam, alpha: penalty, nBest, attention } = flags;
  if (nBest > beam) throw new OptionError(`n-best is at most the beam, ${beam}, got ${nBest}`);
  startKernels();
  const drawing = attention === undefined ? null : await outputTo(attention, [folder, file]);
  const saved = await loadTranslator(folder);
  const translate = translator(saved.model, saved.tokenizer);
  const terminal = (file === undefined || file === "-") && process.stdin.isTTY;
  const write = (first: number, translations: readonly (readonly Translation[])[]): void => {
    const lines = translations.flatMap((list, i) => {
      if (list.length > 0)
        return list.map(({ text, score }) => (nBest === 1 ? text : `${first + i + 1}\t${score.toFixed(4)}\t${text}`));
      commandResult.exitCode = 1;
      process.stderr.write(
        `line ${first + i + 1} has more than ${longestSource.tokens} tokens or ${longestSource.characters} ` +
          `characters; it is not translated, and its line stays empty\n`,
      );
      return nBest === 1 ? [""] : [];
    });
    const shownLine = process.stdout.isTTY ? visible : String;
    process.stdout.write(lines.map((line) => `${shownLine(line)}\n`).join(""));
  };
  const options = { beam, alpha: penalty, nBest };
  const shown: string[] = [];
  let [count, waiting]: [number, (string | null)[]] = [0, []];
  const put = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    const translations = await translate(
      lines.filter((line) => line !== null),
      options,
    );
    let next = 0;
    write(
      count,
      lines.map((line) => (line === null ? [] : translations[next++])),
    );
    count += lines.length;
  };
  if (terminal) process.stderr.write("a sentence per line; Ctrl-D ends\n");
  for await (const line of linesOf(file)) {
    waiting.push(line);
    if (line !== null && shown.length < 8 && line.trim() !== "" && line.length <= 2000) shown.push(line);
    if (terminal || waiting.length === linesTogether) await put();
  }
  if (waiting.length > 0) await put();
  if (drawing !== null) {
    await drawing.write(await attentionPageOf(saved, folder, shown, { beam, alpha: penalty }));
    process.stderr.write(`attention of ${shown.length} lines drawn in ${visible(attention ?? "")}\n`);
  }
}
