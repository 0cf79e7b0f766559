import type { SequenceJob } from "../sequences/job.ts";
import { recipeOf, modelNames } from "./candidates.ts";
import { dataOptions, fullOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import { parseReportData } from "./report-data.ts";
import type { ParseTypes } from "./result.ts";
import { dataOf, parseRun } from "./run-file.ts";
import { savedParse, type Manifest } from "./save.ts";
import { summaryOf } from "./summary.ts";
import { parseTask, treeLines } from "./task.ts";
import { tested } from "./test-candidates.ts";

/** Learning to parse from trees; models are chosen by their bracket F1 on trees apart, and tested on others. */
export const parseJob: SequenceJob<ParseTypes> = {
  command: "lookback parse train",
  reader: { complete: fullOptions, dataOptions, runFile: parseRun, prepare, dataOf },
  candidates: { names: modelNames, recipeOf },
  task: parseTask,
  saved: savedParse,
  report: {
    metric: "f1",
    conclude: tested,
    manifest: ({ best, options, prepared }): Manifest => ({
      format: "lookback-parser",
      version: 1,
      model: best,
      preset: options.preset,
      lookahead: options.lookahead,
      trees: prepared.source,
    }),
    summary: summaryOf,
    /** For lookback score; without a test the trees of the validation. */
    texts: ({ gold, parsed }) => ({ "gold.mrg": treeLines(gold), "parsed.mrg": treeLines(parsed) }),
    page: async (result) => {
      const { parseReport } = await import("../../report/parse/parse-report.ts");
      return parseReport(parseReportData(result));
    },
  },
};
