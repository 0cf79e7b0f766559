import { bleu, bleuMetric, type BleuScore } from "../../scoring/bleu.ts";
import {
  bootstrapDefaults,
  confidenceInterval,
  pairedBootstrap,
  type Confidence,
  type PairedComparison,
} from "../../scoring/bootstrap.ts";
import { chrfMetric } from "../../scoring/chrf.ts";
import { corpusStatistics, signatureOf, sumStatistics, type CorpusMetric } from "../../scoring/corpus-metric.ts";
import { multiBleu, multiBleuMetric } from "../../scoring/multi-bleu.ts";
import { DataError } from "../table/data-error.ts";
import { readLines } from "../text/read-lines.ts";
import { checkScoreOptions, type MetricName, type ScoreTranslationOptions } from "./options.ts";
import { translationNotes } from "./translation-notes.ts";

export interface TranslationScore {
  readonly metric: MetricName;
  /** As sacreBLEU calls it: "BLEU", "chrF2". */
  readonly name: string;
  /** 0 … 100. */
  readonly score: number;
  readonly signature: string;
  /** Precisions, lengths and brevity penalty; null for chrF. */
  readonly parts: Omit<BleuScore, "score" | "signature"> | null;
  readonly confidence: Confidence | null;
  /** The comparison with the baseline. */
  readonly compared: PairedComparison | null;
}

export interface TranslationScores {
  readonly hypothesis: string;
  readonly references: readonly string[];
  readonly baseline: string | null;
  readonly sentences: number;
  readonly scores: readonly TranslationScore[];
  readonly notes: readonly string[];
}

/**
 * Scores translations, line by line, against one or more references. Throws an OptionError for options that cannot be
 * followed, and a DataError for files that cannot be read, are empty or not UTF-8, or differ in their number of lines.
 */
export async function scoreTranslation(options: ScoreTranslationOptions): Promise<TranslationScores> {
  const metrics = checkScoreOptions(options);
  const { confidence = false, baseline: baselineFile, seed = bootstrapDefaults.seed } = options;
  const hypotheses = await readLines(options.hypothesis);
  const streams = await Promise.all(
    options.references.map((file) => readAligned(file, hypotheses, options.hypothesis)),
  );
  const baseline = baselineFile === undefined ? null : await readAligned(baselineFile, hypotheses, options.hypothesis);
  const references = hypotheses.map((_, i) => streams.map((stream) => stream[i]));
  const scores = metrics.map((metric): TranslationScore => {
    const { counting, details } = metricOf(metric, options);
    const statistics = corpusStatistics(counting, hypotheses, references);
    const resampling = { samples: bootstrapDefaults.samples, seed };
    const resampled = confidence || baseline !== null;
    return {
      metric,
      name: counting.name,
      score: counting.score(sumStatistics(statistics)),
      signature: signatureOf(counting, references, resampled ? resampling : undefined),
      parts: details(hypotheses, references),
      confidence: confidence ? confidenceInterval(counting, statistics, resampling) : null,
      compared:
        baseline === null
          ? null
          : pairedBootstrap(counting, corpusStatistics(counting, baseline, references), statistics, resampling),
    };
  });
  return {
    hypothesis: options.hypothesis,
    references: options.references,
    baseline: baselineFile ?? null,
    sentences: hypotheses.length,
    scores,
    notes: translationNotes(hypotheses, metrics, options),
  };
}

async function readAligned(
  file: string,
  hypotheses: readonly string[],
  hypothesis: string,
): Promise<readonly string[]> {
  const lines = await readLines(file);
  if (lines.length !== hypotheses.length) {
    throw new DataError(`has ${lines.length} lines, and ${hypothesis} has ${hypotheses.length}`, {
      file,
      help: "line n of every file must be the same sentence; look for a line that is missing, and keep empty lines",
    });
  }
  return lines;
}

type Details = (hypotheses: readonly string[], references: readonly (readonly string[])[]) => TranslationScore["parts"];

function metricOf(
  metric: MetricName,
  { lowercase = false, tokenize, smooth, splitCompounds = false }: ScoreTranslationOptions,
): { readonly counting: CorpusMetric; readonly details: Details } {
  if (metric === "bleu") {
    const chosen = {
      lowercase,
      ...(tokenize === undefined ? {} : { tokenize }),
      ...(smooth === undefined ? {} : { smooth }),
    };
    return { counting: bleuMetric(chosen), details: (h, r) => parts(bleu(h, r, chosen)) };
  }
  if (metric === "multi-bleu") {
    const chosen = { lowercase, splitCompounds };
    return { counting: multiBleuMetric(chosen), details: (h, r) => parts(multiBleu(h, r, chosen)) };
  }
  return { counting: chrfMetric({ lowercase, wordOrder: metric === "chrf++" ? 2 : 0 }), details: () => null };
}

function parts(score: BleuScore): TranslationScore["parts"] {
  const { precisions, counts, totals, brevityPenalty, hypothesisLength, referenceLength } = score;
  return { precisions, counts, totals, brevityPenalty, hypothesisLength, referenceLength };
}
