import { checkCount, OptionError } from "../option-error.ts";
import { checkTrainingOptions } from "../sequences/check-options.ts";
import { presetNames, modelNames, type PresetName, type ModelName } from "./candidates.ts";

/** Where sentence pairs come from. */
export interface PairFiles {
  /** Sentences to translate from, one per line; .gz too. Needs target. */
  readonly source?: string;
  /** Their translations, line by line. */
  readonly target?: string;
  /** Instead of both: a table with a source sentence and its translation in the first two columns, parted by tabs. */
  readonly pairs?: string;
}

export interface TranslateOptions extends PairFiles {
  /** Files of source and target sentences that models are chosen by. Default: pairs of the training files, held out. */
  readonly validation?: string[];
  /** Sizes, dropout and learning rate. Default: tiny. */
  readonly preset?: PresetName;
  /** What to train and compare. Default: transformer. */
  readonly models?: readonly ModelName[];
  /** Entries of the shared vocabulary, special ones included. Default: 10,000. */
  readonly vocab?: number;
  /** Read and write lower case only. Default: false. */
  readonly lowercase?: boolean;
  /** Pairs of which a side has more tokens are left out. Default: 200. */
  readonly maxLength?: number;
  /** Tokens of the longer side, padding included, that make a batch. Default: 8,192. */
  readonly tokensPerBatch?: number;
  /** Maximum number of updates of the weights per model. Default: the preset's. */
  readonly updates?: number;
  /** Maximum minutes of training per model. Default: no limit. */
  readonly minutes?: number;
  /** Updates from one validation, and checkpoint, to the next. Default: one pass over the pairs, 2,000 at most. */
  readonly validateEvery?: number;
  /** Validations without a better one after which a model ends. Default: 10. */
  readonly patience?: number;
  /**
   * Number of last checkpoints to average; the average is saved if it is better than the best of them. Default: 10.
   */
  readonly average?: number;
  /** Of first weights, order and dropout. Default: 0. */
  readonly seed?: number;
}

/**
 * Options that say where the data lie: a training that is resumed may be told anew, since what is in them is compared.
 */
export const dataOptions = ["source", "target", "pairs", "validation"] as const;

type Defaulted =
  "preset" | "models" | "vocab" | "lowercase" | "maxLength" | "tokensPerBatch" | "patience" | "average" | "seed";

/** Options with their defaults. */
export type FullOptions = TranslateOptions & Required<Pick<TranslateOptions, Defaulted>>;

const defaults: Required<Pick<TranslateOptions, Defaulted>> = {
  preset: "tiny",
  models: ["transformer"],
  vocab: 10_000,
  lowercase: false,
  maxLength: 200,
  tokensPerBatch: 8192,
  patience: 10,
  average: 10,
  seed: 0,
};

/** Fills in the defaults. Throws an OptionError for what can be seen to be wrong without looking at the data. */
export function fullOptions(options: TranslateOptions): FullOptions {
  const config = { ...defaults, ...options };
  const { source, target, pairs, validation } = config;
  const sides = [source, target].filter((file) => file !== undefined).length;
  if (pairs === undefined ? sides !== 2 : sides > 0) {
    const got = Object.entries({ source, target, pairs }).flatMap(([name, file]) => (file === undefined ? [] : [name]));
    throw new OptionError(
      "sentence pairs come from source and target, two files line by line, or from pairs, one file with tabs; " +
        `got ${got.join(" and ") || "none of them"}`,
    );
  }
  if (validation !== undefined && validation.length !== 2) {
    throw new OptionError(
      `validation is two files, source and target sentences, got ${validation.length}; help: --validation val.en ` +
        "val.de",
    );
  }
  checkCount("vocab", config.vocab, 300);
  checkTrainingOptions(config, { presets: presetNames, models: modelNames });
  return config;
}
