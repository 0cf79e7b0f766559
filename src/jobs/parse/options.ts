import { tagsShown, type TagsShown } from "../../data/trees/linearise.ts";
import { checkCount, OptionError } from "../option-error.ts";
import { checkTrainingOptions } from "../sequences/check-options.ts";
import { suggest } from "../table/data-error.ts";
import { presetNames, modelNames, type PresetName, type ModelName } from "./candidates.ts";

export interface ParseOptions {
  /** Trees in brackets: a file, a folder or a zip archive. */
  readonly trees?: string;
  /** How many of the last trees are kept apart to test with. Default: a tenth. */
  readonly test?: number;
  /** How many trees before those choose models. Default: a twentieth, 200 at most. */
  readonly validation?: number;
  /** Sizes, dropout and learning rate. Default: tiny. */
  readonly preset?: PresetName;
  /** What to train and compare. Default: transformer. */
  readonly models?: readonly ModelName[];
  /** Which parts of speech the model writes; the others are XX. Default: "none". */
  readonly tags?: TagsShown;
  /** Whether the decoder reads the next word in the place of each XX. Default: true. */
  readonly lookahead?: boolean;
  /** Words seen less often count as unknown. Default: 5. */
  readonly minCount?: number;
  /** Share of the phrases of up to 12 words within the trees that are trained on by themselves too. Default: 0. */
  readonly phrases?: number;
  /** Share of words that are read as unknown while training. Default: 0.05. */
  readonly wordDropout?: number;
  /** In place of the preset's. */
  readonly dropout?: number;
  /** Trees with more tokens, words and brackets together, are not trained on. Default: 600. */
  readonly maxLength?: number;
  /** Tokens of the longer side, padding included, that make a batch. Default: 1,024. */
  readonly tokensPerBatch?: number;
  /** Maximum number of updates of the weights per model. Default: the preset's. */
  readonly updates?: number;
  /** Maximum minutes of training per model. Default: no limit. */
  readonly minutes?: number;
  /** Updates from one validation, and checkpoint, to the next. Default: one pass over the trees, 2,000 at most. */
  readonly validateEvery?: number;
  /** Validations without a better one after which a model ends. Default: 10. */
  readonly patience?: number;
  /**
   * Number of last checkpoints to average; the average is saved if it is better than the best of them. Default: 5.
   */
  readonly average?: number;
  /** Hypotheses that are followed at once in the test. Default: 21. */
  readonly beam?: number;
  /** α of the length penalty in the test. Default: 0.3. */
  readonly alpha?: number;
  /** Of first weights, order and dropout. Default: 0. */
  readonly seed?: number;
}

/**
 * Options that say where the data lie: a training that is resumed may be told anew, since what is in them is compared.
 */
export const dataOptions = ["trees"] as const;

type Defaulted = Exclude<
  keyof ParseOptions,
  "trees" | "test" | "validation" | "dropout" | "updates" | "minutes" | "validateEvery"
>;

/** Options with their defaults. */
export type FullOptions = ParseOptions & Required<Pick<ParseOptions, Defaulted | "trees">>;

const defaults: Required<Pick<ParseOptions, Defaulted>> = {
  preset: "tiny",
  models: ["transformer"],
  tags: "none",
  lookahead: true,
  minCount: 5,
  phrases: 0,
  wordDropout: 0.05,
  maxLength: 600,
  tokensPerBatch: 1024,
  patience: 10,
  average: 5,
  beam: 21,
  alpha: 0.3,
  seed: 0,
};

/** Fills in the defaults. Throws an OptionError for what can be seen to be wrong without looking at the data. */
export function fullOptions(options: ParseOptions): FullOptions {
  const { trees } = options;
  if (trees === undefined) {
    throw new OptionError(
      "trees to learn from are missing; help: --trees FILE, a file, folder or zip archive of trees in brackets, " +
        "such as (S (NP (PRP it)) (VP (VBZ rains)))",
    );
  }
  const config = { ...defaults, ...options, trees };
  if (!tagsShown.includes(config.tags))
    throw new OptionError(`there is no way "${config.tags}" to write tags; help: ${suggest(config.tags, tagsShown)}`);
  checkTrainingOptions(config, { presets: presetNames, models: modelNames });
  for (const name of ["test", "validation", "minCount", "beam"] as const) checkCount(name, config[name], 1);
  for (const name of ["phrases", "wordDropout", "dropout"] as const) {
    const share = config[name];
    if (share !== undefined && !(share >= 0 && share <= (name === "phrases" ? 1 : 0.95)))
      throw new OptionError(`${name} is a share from 0 to ${name === "phrases" ? "1" : "0.95"}, got ${share}`);
  }
  if (!(config.alpha >= 0 && config.alpha < Infinity))
    throw new OptionError(`alpha is a number from 0, got ${config.alpha}`);
  return config;
}
