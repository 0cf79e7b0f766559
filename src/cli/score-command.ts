import { Command, Option } from "commander";
import { OptionError } from "../jobs/option-error.ts";
import { metricNames, type ScoreTranslationOptions } from "../jobs/score/options.ts";
import { scoreTranslation } from "../jobs/score/score-translation.ts";
import { scoreTrees } from "../jobs/score/score-trees.ts";
import { smoothings } from "../scoring/bleu.ts";
import { tokenizers } from "../scoring/tokenizers.ts";
import { list, integer } from "./arguments.ts";
import { translationText, treesText } from "./score-text.ts";
import { visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Flags extends Partial<Omit<ScoreTranslationOptions, "references" | "metrics">> {
  readonly reference?: readonly string[];
  readonly metric?: ScoreTranslationOptions["metrics"];
  readonly gold?: string;
  readonly parsed?: string;
  readonly json?: boolean;
}

const help = `
Translations: one sentence per line, line n of every file the same sentence. BLEU and chrF are sacreBLEU's, to the last
digits, and so are the intervals; the signature says what was computed. multi-bleu is for texts that are tokenised
already, and for comparing with papers.

Trees: Penn's brackets in a file, a folder or a zip archive, tree n of both of the same sentence. The rules are EVALB's.

Examples:
  lookback score --reference test.de --hypothesis out.de --confidence
  lookback score --reference test.tok.de --hypothesis out.tok.de --metric multi-bleu --lowercase
  lookback score --gold test.mrg --parsed parsed.mrg`;

export function scoreCommand(): Command {
  return new Command("score")
    .description("Scores translations against references, or parsed trees against the right ones.")
    .option("--reference <file>", "reference translations; repeat for more than one of each sentence", several)
    .option("--hypothesis <file>", "the translations to score")
    .option("--baseline <file>", "another system's translations, for a paired bootstrap test")
    .option("--metric <names>", `${metricNames.join(", ")}, with commas between (default: bleu,chrf)`, list)
    .option("--lowercase", "score lower-case texts")
    .addOption(new Option("--tokenize <name>", "tokens of bleu (default: 13a)").choices([...tokenizers]))
    .addOption(new Option("--smooth <name>", "orders of bleu without a match (default: exp)").choices([...smoothings]))
    .option("--split-compounds", "part words of multi-bleu at hyphens, as scores of WMT 2014 do")
    .option("--confidence", "95 % intervals from 1000 resampled corpora")
    .option("--seed <n>", "of resampling (default: 12345)", integer(0))
    .option("--gold <trees>", "right trees")
    .option("--parsed <trees>", "the trees to score")
    .option("--json", "print the scores as one JSON object")
    .addHelpText("after", helpText(help))
    .action(run);
}

async function run({ gold, parsed, json = false, ...flags }: Flags): Promise<void> {
  const ofTranslations = Object.keys(flags);
  if (gold !== undefined || parsed !== undefined) {
    if (ofTranslations.length > 0) {
      throw new OptionError(
        `--gold and --parsed score trees, and ${ofTranslations.map(dashed).join(", ")} translations; help: run ` +
          "them one after the other",
      );
    }
    if (gold === undefined || parsed === undefined)
      throw new OptionError(
        `--${gold === undefined ? "gold" : "parsed"} is missing; help: trees need both --gold and --parsed`,
      );
    const scores = await scoreTrees({ gold, parsed });
    const { all, short, cutoff } = scores.result;
    say(
      json
        ? visible(JSON.stringify({ schema: 1, gold, parsed, all, short, cutoff, notes: scores.notes }))
        : treesText(scores),
    );
    return;
  }
  const { reference, hypothesis, metric, ...options } = flags;
  if (reference === undefined || hypothesis === undefined) {
    throw new OptionError(
      `--${reference === undefined ? "reference" : "hypothesis"} is missing; help: give --reference FILE and ` +
        "--hypothesis FILE, or --gold TREES and --parsed TREES",
    );
  }
  const scores = await scoreTranslation({
    ...options,
    references: reference,
    hypothesis,
    ...(metric === undefined ? {} : { metrics: metric }),
  });
  say(json ? visible(JSON.stringify({ schema: 1, ...scores })) : translationText(scores));
}

function several(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file];
}

function dashed(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
