import { checkOptions } from "../../tensor/options.ts";
import { criteria, type Criterion } from "./leaderboard.ts";
import { checkCount, OptionError } from "../option-error.ts";
import { suggest } from "../table/data-error.ts";
import { lectureModels, quickModels, modelNames, type ModelName, type Preset } from "./candidates.ts";

export interface ClassifyOptions {
  /** A table, a query, a folder with one folder of texts per label, or "imdb" for the film reviews of the lecture. */
  readonly source: string;
  /** The column of texts. Default: found. */
  readonly text?: string;
  /** The column of labels. Default: found. */
  readonly label?: string;
  /** Test texts, in the same form. Default: what a folder has under `test`, else a fifth of the texts. */
  readonly test?: string;
  /** Share of the texts to learn from that models are chosen by. Default: 0.2. */
  readonly validationSplit?: number;
  /** Words that are known, the most frequent ones; padding and unknown words count. Default: 10,000. */
  readonly words?: number;
  /** Words of a text that are read, the last ones. Default: as many as the longest has, from 41 to 500. */
  readonly length?: number;
  /**
   * "quick": dropout, averaged weights and early stopping. "lecture": the lecture's networks, for all its epochs.
   * Default: quick.
   */
  readonly preset?: Preset;
  /** What to train and compare; majority is always among them. Default: the preset's. */
  readonly models?: readonly ModelName[];
  /** Maximum epochs per model. Default: 10; on small files as many as make 5,000 updates. */
  readonly epochs?: number;
  /** Texts per step. Default: 128; on small files down to 8. */
  readonly batchSize?: number;
  /**
   * Epochs without a lower validation loss after which a model ends. Default: 3; on small files as many as make 300
   * updates; with the lecture's preset none is ended.
   */
  readonly patience?: number;
  /**
   * Whether the chosen model is fitted again to the training and validation texts, with as many epochs as brought its
   * best one, before it is saved: "all" or "none". Default: all; none for the lecture's preset.
   */
  readonly refit?: "all" | "none";
  /** What the model is chosen by on the validation texts: "accuracy", "f1" or "log-loss". Default: accuracy. */
  readonly chooseBy?: Criterion;
  /** Of the split, first weights, order and dropout. Default: 0. */
  readonly seed?: number;
}

export const defaults = { validationSplit: 0.2, words: 10_000, length: 500, epochs: 10, batchSize: 128 } as const;

/** Throws an OptionError for what can be seen to be wrong without looking at the data. */
export function checkClassifyOptions(options: ClassifyOptions): void {
  checkOptions("classify", options, {
    source: true,
    text: true,
    label: true,
    test: true,
    validationSplit: true,
    words: true,
    length: true,
    preset: true,
    models: true,
    epochs: true,
    batchSize: true,
    patience: true,
    refit: true,
    chooseBy: true,
    seed: true,
  });
  const { preset = "quick", models = [], validationSplit = defaults.validationSplit } = options;
  if (preset !== "quick" && preset !== "lecture")
    throw new OptionError(`there is no preset "${String(preset)}"; help: quick or lecture`);
  for (const model of models) {
    if (!modelNames.includes(model))
      throw new OptionError(`there is no model "${model}"; help: ${suggest(model, modelNames)}`);
  }
  if (!(validationSplit > 0 && validationSplit < 1))
    throw new OptionError(`validation-split must be above 0 and below 1, got ${validationSplit}`);
  if (options.refit !== undefined && !["all", "none"].includes(options.refit))
    throw new OptionError(`refit cannot be "${options.refit}"; help: all or none`);
  if (options.chooseBy !== undefined && !criteria.includes(options.chooseBy))
    throw new OptionError(`choose-by cannot be "${options.chooseBy}"; help: ${suggest(options.chooseBy, criteria)}`);
  checkCount("words", options.words, 3);
  for (const name of ["length", "epochs", "batchSize", "patience"] as const) checkCount(name, options[name], 1);
  checkCount("seed", options.seed, 0);
}

/** The models to run, in the order of the table; majority is always there, as what the others are measured by. */
export function chosenModels({ models, preset = "quick" }: ClassifyOptions): readonly ModelName[] {
  const selected = new Set<ModelName>([
    "majority",
    ...(models ?? (preset === "lecture" ? lectureModels : quickModels)),
  ]);
  return modelNames.filter((name) => selected.has(name));
}
