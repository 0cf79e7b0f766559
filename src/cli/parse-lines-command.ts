import { Command } from "commander";
import { pennWords } from "../data/trees/penn-words.ts";
import { printTree } from "../data/trees/print-tree.ts";
import { OptionError } from "../jobs/option-error.ts";
import { longestSentence, parser } from "../jobs/parse/parser.ts";
import { loadParser } from "../jobs/parse/save.ts";
import { alpha, integer } from "./arguments.ts";
import { startKernels } from "./kernels.ts";
import { linesOf } from "./lines-of.ts";
import type { CommandResult } from "./command-result.ts";
import { visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags {
  readonly beam: number;
  readonly alpha: number;
  readonly tokenized?: boolean;
}

const help = `
Each line is a sentence. Output line n is the tree of input line n, in Penn Treebank brackets, and
covers exactly the words of the sentence; an empty line gives an empty line. Without FILE, or with -,
lines are read from standard input; on a terminal each one is parsed at once.

A line of more than ${longestSentence.words} words is not parsed: its output line is empty, a warning
is printed, and the exit status is 1.

Words are split as in the Penn Treebank: punctuation by itself, do n't, it 's, brackets as -LRB- and
-RRB-. With --tokenized, words are split at white space only.

  lookback parse train --trees treebank.zip --out parser
  echo "The dog did n't bark ." | lookback parse parser --tokenized`;

/** Lines that are parsed together where they come from a file. */
const linesTogether = 256;

export function parseLinesCommand(commandResult: CommandResult): Command {
  return new Command("parse")
    .description("Parses sentences, one per line, with a model that lookback parse train saved.")
    .argument("[MODEL_DIR]", "the folder that lookback parse train wrote")
    .argument("[FILE]", "sentences, one per line; - or nothing for standard input")
    .option("--beam <n>", "hypotheses followed at once; 1 is greedy", integer(1), 21)
    .option("--alpha <a>", "length penalty: the larger, the more brackets", alpha, 0.3)
    .option("--tokenized", "split words at white space only")
    .addHelpText("after", helpText(help))
    .action((model: string | undefined, file: string | undefined, flags: Flags) =>
      run(model, file, flags, commandResult),
    );
}

async function run(
  folder: string | undefined,
  file: string | undefined,
  { beam, alpha: penalty, tokenized = false }: Flags,
  commandResult: CommandResult,
): Promise<void> {
  if (folder === undefined)
    throw new OptionError("parse needs MODEL_DIR, the folder of a parser; help: lookback parse train makes one");
  startKernels();
  const { model, vocabulary, manifest } = await loadParser(folder);
  const parse = parser(model, vocabulary, manifest);
  const terminal = (file === undefined || file === "-") && process.stdin.isTTY;
  let count = 0;
  let waiting: (readonly string[])[] = [];
  const put = async (): Promise<void> => {
    const sentences = waiting;
    waiting = [];
    const trees = await parse(sentences, { beam, alpha: penalty });
    const shownTree = process.stdout.isTTY ? visible : String;
    process.stdout.write(trees.map((one) => `${one === null ? "" : shownTree(printTree(one.tree))}\n`).join(""));
  };
  if (terminal) process.stderr.write("a sentence per line; Ctrl-D ends\n");
  for await (const line of linesOf(file)) {
    count++;
    const words = wordsOf(line, tokenized);
    if (words === null) {
      commandResult.exitCode = 1;
      process.stderr.write(
        `line ${count} has more than ${longestSentence.words} words or ${longestSentence.characters} characters; ` +
          "it is not parsed, and its line stays empty\n",
      );
    }
    waiting.push(words ?? []);
    if (terminal || waiting.length === linesTogether) await put();
  }
  if (waiting.length > 0) await put();
}

/** The words of a line; null where they are more than are parsed. */
function wordsOf(line: string | null, tokenized: boolean): readonly string[] | null {
  if (line === null || line.length > longestSentence.characters) return null;
  const words = tokenized ? line.split(/\s+/u).filter((word) => word !== "") : pennWords(line);
  return words.length > longestSentence.words ? null : words;
}
