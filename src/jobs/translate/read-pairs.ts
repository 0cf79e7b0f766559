import { checkOptions } from "../../tensor/options.ts";
import { DataError } from "../table/data-error.ts";
import { pairLines, type PairLineOptions, type PairSource } from "./pair-lines.ts";

/** Sentence pairs in memory, and what was found in the files. */
export interface SentencePairs {
  /** The files: one of pairs, or the source's and the target's. */
  readonly names: readonly string[];
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Pairs in the files, with those left out. */
  readonly read: number;
  readonly leftOut: LeftOutPairs;
  /** Pairs that were there before, word for word; they are kept. */
  readonly duplicates: number;
  /** Different source sentences. */
  readonly differentSources: number;
  /** Pairs whose target is their source; they are kept. */
  readonly untranslated: number;
  /** All this in sentences. */
  readonly diagnosis: readonly string[];
}

/** Pairs that are not used, by the reason. */
export interface LeftOutPairs {
  /** One side is empty. */
  readonly empty: number;
  /** One side is longer than allowed. */
  readonly tooLong: number;
  /** One side is not UTF-8. */
  readonly broken: number;
  /** A line without enough columns. */
  readonly withoutTab: number;
}

/**
 * Reads sentence pairs into memory. Throws a DataError for files that cannot be read, do not have equally many lines,
 * are not UTF-8 (unless such lines are to be left out), or hold no pair.
 */
export async function readPairs(
  from: PairSource,
  options: PairLineOptions = {},
  signal?: AbortSignal,
): Promise<SentencePairs> {
  checkOptions("readPairs", options, { brokenText: true, maxCharacters: true });
  const names = "pairs" in from ? [from.pairs] : [from.source, from.target];
  const [sources, targets]: [string[], string[]] = [[], []];
  const leftOut = { empty: 0, tooLong: 0, broken: 0, withoutTab: 0 };
  for await (const lines of pairLines(from, options)) {
    signal?.throwIfAborted();
    for (const line of lines) {
      if ("problem" in line) leftOut[line.problem]++;
      else {
        sources.push(line.source);
        targets.push(line.target);
      }
    }
  }
  const read = sources.length + Object.values(leftOut).reduce((sum, n) => sum + n, 0);
  if (sources.length === 0) {
    throw new DataError(`has no sentence pair: ${described(leftOut, options) || "no line"}`, {
      file: names.join(" and "),
      help:
        leftOut.withoutTab > 0
          ? "a file of pairs has the source, a tab and the target on each line"
          : "give files with one sentence per line",
    });
  }
  const facts = { names, read, leftOut, ...repetitions(sources, targets) };
  return { ...facts, sources, targets, diagnosis: diagnose(facts, options) };
}

function repetitions(
  sources: readonly string[],
  targets: readonly string[],
): Pick<SentencePairs, "duplicates" | "differentSources" | "untranslated"> {
  const seen = new Set(sources.map((source, i) => `${source}\t${targets[i]}`));
  return {
    duplicates: sources.length - seen.size,
    differentSources: new Set(sources).size,
    untranslated: sources.filter((source, i) => source === targets[i]).length,
  };
}

function diagnose(
  {
    names,
    read,
    leftOut,
    duplicates,
    differentSources,
    untranslated,
  }: Omit<SentencePairs, "sources" | "targets" | "diagnosis">,
  options: PairLineOptions,
): readonly string[] {
  const missing = described(leftOut, options);
  return [
    `${names.join(" and ")}: ${plural(read, "pair")}, ${differentSources.toLocaleString("en-US")} different sources`,
    ...(missing === "" ? [] : [`left out: ${missing}`]),
    ...(duplicates === 0 ? [] : [`${plural(duplicates, "pair")} there before, word for word; kept`]),
    ...(untranslated === 0 ? [] : [`${plural(untranslated, "pair")} with the target like the source; kept`]),
  ];
}

function described(
  { empty, tooLong, broken, withoutTab }: LeftOutPairs,
  { maxCharacters = 2000 }: PairLineOptions,
): string {
  return [
    ...(empty === 0 ? [] : [`${plural(empty, "pair")} with an empty side`]),
    ...(tooLong === 0
      ? []
      : [`${plural(tooLong, "pair")} with more than ${maxCharacters.toLocaleString("en-US")} characters on a side`]),
    ...(broken === 0 ? [] : [`${plural(broken, "pair")} that are not UTF-8`]),
    ...(withoutTab === 0 ? [] : [`${plural(withoutTab, "line")} without enough columns`]),
  ].join(", ");
}

function plural(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}
