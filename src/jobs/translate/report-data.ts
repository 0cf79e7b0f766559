import type { TranslationData, TranslationSample } from "../../report/translate/translation-data.ts";
import { reportOf } from "../sequences/result.ts";
import type { TranslationResult } from "./result.ts";

/** Sentences that are shown. */
const shownSamples = 10;

/** What the report of a training of translators shows. */
export function translationReportData(result: TranslationResult): TranslationData {
  const { prepared, signature, curves } = result;
  return {
    ...reportOf(result),
    title: `Translation from ${prepared.sourceName} to ${prepared.targetName}`,
    sourceFile: prepared.sourceName,
    targetFile: prepared.targetName,
    signature,
    curves: curves.map(({ score, ...others }) => ({ ...others, bleu: score })),
    samples: samplesOf(result),
  };
}

/** Sentences from all over the validation pairs. */
function samplesOf({ prepared, translations }: TranslationResult): TranslationSample[] {
  const { sources, targets } = prepared.validation;
  const step = Math.max(1, Math.floor(sources.length / shownSamples));
  return sources.flatMap((source, i) =>
    i % step === 0 && i / step < shownSamples
      ? [{ source, reference: targets[i], translation: translations[i] ?? "" }]
      : [],
  );
}
