import { backend } from "../../kernels/current.ts";
import type { Tree } from "../../data/trees/tree.ts";
import { isLeaf } from "../../data/trees/tree.ts";
import type { ParseData, ShownTree } from "../../report/parse/parse-data.ts";
import { wordsOf } from "./prepare.ts";
import type { ParseResult } from "./result.ts";

/** Trees that are shown, and the most words that one has. */
const shownTrees = 8;
const mostWords = 20;

/** What the report of a training of parsers shows. */
export function parseReportData(result: Omit<ParseResult, "files">): ParseData {
  const { prepared, options, rows, best, curves, notes, model, gold, parsed } = result;
  const short = [...gold.keys()].filter((i) => wordsOf(gold[i]).length <= mostWords);
  const step = Math.max(1, Math.floor(short.length / shownTrees));
  const chosen = short.filter((_, i) => i % step === 0).slice(0, shownTrees);
  return {
    title: `Parsing as in ${prepared.source}`,
    createdAt: new Date().toISOString(),
    source: prepared.source,
    rows,
    best,
    curves,
    samples: chosen.map((i) => ({ gold: shown(gold[i]), parsed: shown(parsed[i]) })),
    diagnosis: prepared.diagnosis,
    notes,
    modelSummary: model.summary(),
    facts: [
      { label: "Preset", value: options.preset },
      { label: "Parts of speech", value: options.tags === "none" ? "XX" : options.tags },
      { label: "Test", value: `beam ${options.beam}, α ${options.alpha}` },
      { label: "Seed", value: String(options.seed) },
      { label: "Kernels", value: backend.name },
      { label: "Threads", value: String(backend.threads) },
    ],
  };
}

function shown(tree: Tree): ShownTree {
  return isLeaf(tree) ? { label: tree.word, children: [] } : { label: tree.label, children: tree.children.map(shown) };
}
