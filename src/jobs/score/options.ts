import { checkOptions } from "../../tensor/options.ts";
import { smoothings, type Smoothing } from "../../scoring/bleu.ts";
import { tokenizers, type Tokenizer } from "../../scoring/tokenizers.ts";
import { checkCount, OptionError } from "../option-error.ts";
import { suggest } from "../table/data-error.ts";

export type MetricName = "bleu" | "chrf" | "chrf++" | "multi-bleu";

export const metricNames: readonly MetricName[] = ["bleu", "chrf", "chrf++", "multi-bleu"];

export interface ScoreTranslationOptions {
  /** Text files with one sentence per line, perhaps packed by gzip; line by line translations of the same. */
  readonly references: readonly string[];
  readonly hypothesis: string;
  /** Another system's translations, to tell whether a difference may be chance. */
  readonly baseline?: string;
  /** Default: bleu and chrf. */
  readonly metrics?: readonly MetricName[];
  /** Default: false. */
  readonly lowercase?: boolean;
  /** Of bleu. Default: 13a. */
  readonly tokenize?: Tokenizer;
  /** Of bleu. Default: exp. */
  readonly smooth?: Smoothing;
  /** Of multi-bleu: part words at hyphens. Default: false. */
  readonly splitCompounds?: boolean;
  /** Add 95 % intervals. Default: false. */
  readonly confidence?: boolean;
  /** Of resampling. Default: 12345, sacreBLEU's. */
  readonly seed?: number;
}

/** Which metric an option is for, and how the command line calls it. */
const belongsTo = [
  ["tokenize", "tokenize", "bleu"],
  ["smooth", "smooth", "bleu"],
  ["splitCompounds", "split-compounds", "multi-bleu"],
] as const;

/** Throws an OptionError for what can be seen to be wrong without looking at the files. */
export function checkScoreOptions(options: ScoreTranslationOptions): readonly MetricName[] {
  checkOptions("scoreTranslation", options, {
    references: true,
    hypothesis: true,
    baseline: true,
    metrics: true,
    lowercase: true,
    tokenize: true,
    smooth: true,
    splitCompounds: true,
    confidence: true,
    seed: true,
  });
  const { metrics = ["bleu", "chrf"], tokenize, smooth, seed } = options;
  expectNames("metric", metrics, metricNames);
  if (tokenize !== undefined) expectNames("tokenizer", [tokenize], tokenizers);
  if (smooth !== undefined) expectNames("smoothing", [smooth], smoothings);
  if (options.references.length === 0) throw new OptionError("a reference is missing; help: --reference FILE");
  for (const [key, name, metric] of belongsTo) {
    if (options[key] !== undefined && !metrics.includes(metric))
      throw new OptionError(
        `${name} is an option of ${metric}, which is not among the metrics; help: add --metric ${metric}`,
      );
  }
  checkCount("seed", seed, 0);
  if (seed !== undefined && seed >= 2 ** 32) throw new OptionError(`seed must be below 2^32, got ${seed}`);
  if (seed !== undefined && options.confidence !== true && options.baseline === undefined)
    throw new OptionError("seed is for resampling; help: add --confidence or --baseline FILE");
  return metricNames.filter((name) => metrics.includes(name));
}

function expectNames(what: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name)) throw new OptionError(`there is no ${what} "${name}"; help: ${suggest(name, known)}`);
  }
}
