import type { Tree } from "../../data/trees/tree.ts";
import { isLeaf } from "../../data/trees/tree.ts";
import type { ParseData, ShownTree } from "../../report/parse/parse-data.ts";
import { reportOf } from "../sequences/result.ts";
import { wordsOf } from "./prepare.ts";
import type { ParseResult } from "./result.ts";

/** Trees that are shown, and the most words that one has. */
const shownTrees = 8;
const mostWords = 20;

/** What the report of a training of parsers shows. */
export function parseReportData(result: ParseResult): ParseData {
  const { prepared, options, curves, gold, parsed } = result;
  const short = [...gold.keys()].filter((i) => wordsOf(gold[i]).length <= mostWords);
  const step = Math.max(1, Math.floor(short.length / shownTrees));
  const chosen = short.filter((_, i) => i % step === 0).slice(0, shownTrees);
  return {
    ...reportOf(result, [
      { label: "Parts of speech", value: options.tags === "none" ? "XX" : options.tags },
      { label: "Test", value: `beam ${options.beam}, α ${options.alpha}` },
    ]),
    title: `Parsing as in ${prepared.source}`,
    source: prepared.source,
    curves: curves.map(({ score, ...others }) => ({ ...others, f1: score })),
    samples: chosen.map((i) => ({ gold: shown(gold[i]), parsed: shown(parsed[i]) })),
  };
}

function shown(tree: Tree): ShownTree {
  return isLeaf(tree) ? { label: tree.word, children: [] } : { label: tree.label, children: tree.children.map(shown) };
}
