import { checkOptions } from "../tensor/options.ts";
import { bleu, bleuMetric, type BleuScore } from "./bleu.ts";
import { signatureOf, type CorpusMetric, type References } from "./corpus-metric.ts";

export interface MultiBleuOptions {
  /** Default: false. */
  readonly lowercase?: boolean;
  /**
   * Part words at hyphens, "self-made" → "self ##AT##-##AT## made", as Tensor2Tensor's script for the scores of WMT
   * 2014 does. Default: false.
   */
  readonly splitCompounds?: boolean;
}

/**
 * BLEU of texts that are tokenised already, without smoothing: what Moses's multi-bleu.perl and fairseq print, and
 * papers before 2018 report. Compare it only with scores of texts that were tokenised in the same way.
 *
 * Throws a RangeError where hypotheses and references do not pair up.
 */
export function multiBleu(
  hypotheses: readonly string[],
  references: References,
  options: MultiBleuOptions = {},
): BleuScore {
  checkOptions("multiBleu", options, { lowercase: true, splitCompounds: true });
  const parted = partedBy(options);
  const score = bleu(
    hypotheses.map(parted),
    references.map((one) => (typeof one === "string" ? parted(one) : one.map(parted))),
    bleuOptions(options),
  );
  return { ...score, signature: signatureOf(multiBleuMetric(options), references) };
}

/** The same as a sum of counts over sentences. */
export function multiBleuMetric(options: MultiBleuOptions = {}): CorpusMetric {
  checkOptions("multiBleuMetric", options, { lowercase: true, splitCompounds: true });
  const parted = partedBy(options);
  const metric = bleuMetric(bleuOptions(options));
  return {
    ...metric,
    name: "multi-bleu",
    statistics: (hypothesis, references) => metric.statistics(parted(hypothesis), references.map(parted)),
    signature: `${metric.signature}${options.splitCompounds === true ? "|compounds:split" : ""}`,
  };
}

const bleuOptions = ({ lowercase = false }: MultiBleuOptions) =>
  ({ tokenize: "none", smooth: "none", lowercase }) as const;

function partedBy({ splitCompounds = false }: MultiBleuOptions): (text: string) => string {
  // One match takes both neighbours, as in the script: "a-b-c" is parted once.
  return (text) => (splitCompounds ? text.replace(/(\S)-(\S)/gu, "$1 ##AT##-##AT## $2") : text);
}
