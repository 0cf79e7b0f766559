import type { TranslationRow } from "../../report/translate/translation-data.ts";
import { chrf } from "../../scoring/chrf.ts";
import type { SequenceJob } from "../sequences/job.ts";
import { trainingOf } from "../sequences/result.ts";
import type { NamedCandidate } from "../sequences/train-candidates.ts";
import { recipeOf, modelNames, type ModelName } from "./candidates.ts";
import { dataOptions, fullOptions, type FullOptions, type TranslateOptions } from "./options.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { translationReportData } from "./report-data.ts";
import type { TranslationResult } from "./result.ts";
import { dataOf, translationRun } from "./run-file.ts";
import { savedTranslation, type Manifest } from "./save.ts";
import { summaryOf } from "./summary.ts";
import { translationTask, type Translated } from "./task.ts";

interface Types {
  readonly userOptions: TranslateOptions;
  readonly options: FullOptions;
  readonly prepared: Prepared;
  readonly name: ModelName;
  readonly validated: Translated;
  readonly result: TranslationResult;
}

/** Learning to translate from pairs of sentences; models are chosen by their BLEU on pairs apart. */
export const translationJob: SequenceJob<Types> = {
  command: "lookback translate train",
  reader: { complete: fullOptions, dataOptions, runFile: translationRun, prepare, dataOf },
  candidates: { names: modelNames, recipeOf: (name, { preset }) => recipeOf(name, preset) },
  task: translationTask,
  saved: savedTranslation,
  report: {
    metric: "bleu",
    conclude: ({ trained, best, shared }) =>
      Promise.resolve({
        ...shared,
        rows: trained.map((one) => rowOf(one, shared.prepared, shared.options)),
        translations: best.result.lines,
        signature: best.result.signature,
        notes: [
          ...shared.notes,
          "The model was chosen by its BLEU on the validation pairs; an honest score is that of other sentences: " +
            "lookback score.",
        ],
      }),
    manifest: ({ best, options, prepared }): Manifest => ({
      format: "lookback-translator",
      version: 1,
      model: best,
      preset: options.preset,
      lowercase: options.lowercase,
      source: prepared.sourceName,
      target: prepared.targetName,
    }),
    summary: summaryOf,
    texts: ({ translations }) => ({ "validation.txt": translations.map((line) => `${line}\n`).join("") }),
    page: async (result) => {
      const { translationReport } = await import("../../report/translate/translation-report.ts");
      return translationReport(translationReportData(result));
    },
  },
};

function rowOf(
  trained: NamedCandidate<ModelName, Translated>,
  { validation }: Prepared,
  { lowercase }: FullOptions,
): TranslationRow {
  const { name, model, result, note } = trained;
  const { perplexity, ...training } = trainingOf(trained);
  const { score: characters } = chrf(result.lines, validation.targets, { lowercase });
  return {
    model: name,
    parameters: model.parameterCount,
    validation: { bleu: result.score, chrf: characters, perplexity },
    ...training,
    ...(note === undefined ? {} : { note }),
  };
}
