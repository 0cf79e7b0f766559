import { backend } from "../../kernels/current.ts";
import type { TranslationData, TranslationSample } from "../../report/translate/translation-data.ts";
import type { TranslationResult } from "./result.ts";

/** Sentences that are shown. */
const shownSamples = 10;

/** What the report of a training of translators shows. */
export function translationReportData(result: Omit<TranslationResult, "files">): TranslationData {
  const { prepared, options, rows, best, signature, curves, notes, model } = result;
  return {
    title: `Translation from ${prepared.sourceName} to ${prepared.targetName}`,
    createdAt: new Date().toISOString(),
    sourceFile: prepared.sourceName,
    targetFile: prepared.targetName,
    rows,
    best,
    signature,
    curves,
    samples: samplesOf(result),
    diagnosis: prepared.diagnosis,
    notes,
    modelSummary: model.summary(),
    facts: [
      { label: "Preset", value: options.preset },
      { label: "Seed", value: String(options.seed) },
      { label: "Kernels", value: backend.name },
      { label: "Threads", value: String(backend.threads) },
    ],
  };
}

/** Sentences from all over the validation pairs. */
function samplesOf({ prepared, translations }: Omit<TranslationResult, "files">): TranslationSample[] {
  const { sources, targets } = prepared.validation;
  const step = Math.max(1, Math.floor(sources.length / shownSamples));
  return sources.flatMap((source, i) =>
    i % step === 0 && i / step < shownSamples
      ? [{ source, reference: targets[i], translation: translations[i] ?? "" }]
      : [],
  );
}
