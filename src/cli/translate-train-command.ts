import { Command, Option } from "commander";
import { translationJob } from "../jobs/translate/job.ts";
import type { TranslateOptions } from "../jobs/translate/options.ts";
import { presetNames, modelNames, type PresetName } from "../jobs/translate/candidates.ts";
import { transformerPresets } from "../models/transformer-options.ts";
import { list, minutes, integer } from "./arguments.ts";
import { forceOption, outFolderOption, resumeOption } from "./output-options.ts";
import type { CommandResult } from "./command-result.ts";
import { trainSequences, type SequenceFlags } from "./train-sequences.ts";
import { translationText } from "./translate-text.ts";
import { helpText } from "./help-text.ts";

interface Flags extends TranslateOptions, SequenceFlags {}

/** For what data each preset is. */
const purposes: Readonly<Record<PresetName, string>> = {
  tiny: ", for tens of thousands of pairs",
  small: "",
  base: ", the paper's, for millions of pairs",
  big: "",
};

/** The presets by their sizes, a line each. */
function presetLines(): string {
  return presetNames
    .map((name) => {
      const { numLayers, hiddenDim, intermediateDim, numHeads, dropout } = transformerPresets[name];
      const sizes = `${numLayers} + ${numLayers}, ${hiddenDim}, ${intermediateDim}, ${numHeads}, dropout ${dropout}`;
      return `  ${name.padEnd(6)}${sizes}${purposes[name]}`;
    })
    .join("\n");
}

const help = `
Sentences are read from two files, line by line (--source, --target), or from one file with tabs
(--pairs); text files may be compressed as .gz. Words are split into subwords that are learned from
the training sentences (byte-pair encoding), with one vocabulary for both languages.

Models: ${modelNames.join(", ")}.

Presets, for the Transformer (layers of encoder and decoder, width, feed-forward width, heads):
${presetLines()}

The state is saved after every validation; --resume continues from the last one and gives the same
bits as a run that was not stopped. Ctrl-C stops after the current step and saves the best model so
far.`;

export function translateTrainCommand(commandResult: CommandResult): Command {
  return new Command("train")
    .summary("learn to translate from pairs of sentences")
    .description("Trains translators on pairs of sentences, chooses one by its BLEU on separate pairs, and saves it.")
    .option("--source <file>", "sentences to translate from, one per line")
    .option("--target <file>", "their translations, line by line")
    .option("--pairs <file>", "instead of both: source and target in the first two columns, separated by tabs")
    .option("--validation <files...>", "source and target to choose models by (default: pairs held out)")
    .addOption(new Option("--preset <name>", "sizes and learning rate (default: tiny)").choices([...presetNames]))
    .option("--models <names>", "models to train and compare, comma-separated (default: transformer)", list)
    .option("--vocab <n>", "entries of the shared vocabulary (default: 10000)", integer(300))
    .option("--lowercase", "read and write lower case only")
    .option("--max-length <n>", "leave out pairs with more tokens on a side (default: 200)", integer(1))
    .option("--tokens-per-batch <n>", "tokens of the longer side in a batch (default: 8192)", integer(1))
    .option("--updates <n>", "maximum updates per model (default: the preset's)", integer(1))
    .option("--minutes <m>", "maximum minutes per model", minutes)
    .option("--validate-every <n>", "updates between validations (default: one pass)", integer(1))
    .option("--patience <n>", "validations without improvement before training stops (default: 10)", integer(1))
    .option("--average <n>", "checkpoints to average (default: 10)", integer(1))
    .option("--seed <n>", "seed of initial weights, order and dropout (default: 0)", integer(0))
    .addOption(resumeOption())
    .addOption(outFolderOption("translation"))
    .addOption(forceOption())
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "print neither diagnosis nor progress")
    .addHelpText("after", helpText(help))
    .action((flags: Flags) => run(flags, commandResult));
}

const shown = { name: "translation", score: "BLEU", decimals: 2, text: translationText };

async function run(flags: Flags, session: CommandResult): Promise<void> {
  const { out, force, resume, json, quiet, ...options } = flags;
  await trainSequences(translationJob, shown, options, { out, force, resume, json, quiet }, session);
}
