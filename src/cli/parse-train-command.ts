import { Command, InvalidArgumentError, Option } from "commander";
import { tagsShown } from "../data/trees/linearise.ts";
import { parseJob } from "../jobs/parse/job.ts";
import type { ParseOptions } from "../jobs/parse/options.ts";
import { presetNames, modelNames } from "../jobs/parse/candidates.ts";
import { alpha, list, minutes, integer } from "./arguments.ts";
import { forceOption, outFolderOption, resumeOption } from "./output-options.ts";
import { parseText } from "./parse-text.ts";
import type { CommandResult } from "./command-result.ts";
import { trainSequences, type SequenceFlags } from "./train-sequences.ts";
import { helpText } from "./help-text.ts";

interface Flags extends ParseOptions, SequenceFlags {}

const help = `
Trees are read in Penn Treebank brackets, ( (S (NP-SBJ (PRP it)) (VP (VBZ rains)))), from a file
(.gz too), or from the .mrg files of a folder or zip archive. Traces, function tags and indices are
removed. The last trees are the test split, the trees before them the validation split.

A model reads words and writes brackets with XX for each word (--tags keeps parts of speech). After
each XX its decoder reads the next word (not with --no-lookahead). It writes only brackets that can
become a tree over the sentence; a tree that does not end within the maximum length is completed.

Models: ${modelNames.join(", ")}. The LSTM with attention is Vinyals et al.'s of 2015, the one without is its baseline.

Presets, for the Transformer (layers of encoder and decoder, width, feed-forward width, heads) and
for LSTMs (layers, units):
  tiny    3 + 2, 128, 256, 4; 2, 128; dropout 0.1: for some thousand trees
  small   4 + 4, 256, 512, 4; 2, 256; dropout 0.2
  paper   4 + 4, 1024, 4096, 16; 3, 256; dropout 0.2: for the 40,000 trees of the whole treebank

After every validation the state is saved; --resume continues from the last one and gives the same
bits as a run that was not stopped. Ctrl-C stops after the current step and saves the best model so
far, untested.`;

export function parseTrainCommand(commandResult: CommandResult): Command {
  return new Command("train")
    .summary("learn to parse from trees")
    .description(
      "Trains parsers on trees, chooses one by its bracket F1, tests it beside trees without learning, and saves it.",
    )
    .option("--trees <path>", "trees in brackets: a file, folder or zip archive")
    .option("--test <n>", "last trees, held out as the test split (default: a tenth)", integer(1))
    .option("--validation <n>", "trees before those, for validation (default: a twentieth, 200 at most)", integer(1))
    .addOption(new Option("--preset <name>", "sizes and learning rate (default: tiny)").choices([...presetNames]))
    .option("--models <names>", "models to train and compare, comma-separated (default: transformer)", list)
    .addOption(
      new Option("--tags <which>", "parts of speech to write; the others become XX (default: none)").choices([
        ...tagsShown,
      ]),
    )
    .option("--no-lookahead", "the decoder reads XX, not the next word")
    .option("--min-count <n>", "words seen less often count as unknown (default: 5)", integer(1))
    .option("--phrases <share>", "share of the phrases within trees to train on as well (default: 0)", share)
    .option("--word-dropout <share>", "share of the words read as unknown in training (default: 0.05)", share)
    .option("--dropout <share>", "dropout rate (default: the preset's)", share)
    .option("--max-length <n>", "leave out trees with more words and brackets (default: 600)", integer(1))
    .option("--tokens-per-batch <n>", "tokens of the longer side in a batch (default: 1024)", integer(2))
    .option("--updates <n>", "maximum updates per model (default: the preset's)", integer(1))
    .option("--minutes <m>", "maximum minutes per model", minutes)
    .option("--validate-every <n>", "updates between validations (default: one pass)", integer(1))
    .option("--patience <n>", "validations without improvement before training stops (default: 10)", integer(1))
    .option("--average <n>", "checkpoints to average (default: 5)", integer(1))
    .option("--beam <n>", "hypotheses followed at once in the test (default: 21)", integer(1))
    .option("--alpha <a>", "length penalty in the test (default: 0.3)", alpha)
    .option("--seed <n>", "seed of initial weights, order and dropout (default: 0)", integer(0))
    .addOption(resumeOption())
    .addOption(outFolderOption("parser"))
    .addOption(forceOption())
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "print neither diagnosis nor progress")
    .addHelpText("after", helpText(help))
    .action((flags: Flags) => run(flags, commandResult));
}

const shown = { name: "parser", score: "F1", decimals: 2, text: parseText };

async function run(flags: Flags, session: CommandResult): Promise<void> {
  const { out, force, resume, json, quiet, lookahead = true, ...flagOptions } = flags;
  // Commander says true where --no-lookahead is not given; a resumed training may not be told.
  const options: ParseOptions = lookahead ? flagOptions : { ...flagOptions, lookahead };
  await trainSequences(parseJob, shown, options, { out, force, resume, json, quiet }, session);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("It is a number from 0 to 1.");
  return value;
}
