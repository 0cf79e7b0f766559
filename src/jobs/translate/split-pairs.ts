import { checkOptions } from "../../tensor/options.ts";
import { fold, permutation, randomKey } from "../../tensor/random.ts";

/** Pairs by their places, in the order of the file. */
export interface PairSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /** Pairs to validate and test with whose target sentence is one that is trained on, from another source. */
  readonly knownTargets: number;
}

export interface PairSplitOptions {
  /** Share of the different source sentences to validate with. Default: 0.02. */
  readonly validationShare?: number;
  /** Share of the different source sentences to test with. Default: 0.02. */
  readonly testShare?: number;
  /** Of which sentences those are. Default: 0. */
  readonly seed?: number;
}

/**
 * Parts for training, validation and test, so that a source sentence with all of its translations is in one of them:
 * where one sentence has several translations, as in Tatoeba, a split by lines would ask in the test for what was
 * learnt. Sentences that differ in case or white space alone count as one.
 */
export function splitPairs(
  { sources, targets }: { readonly sources: readonly string[]; readonly targets: readonly string[] },
  options: PairSplitOptions = {},
): PairSplit {
  checkOptions("splitPairs", options, { validationShare: true, testShare: true, seed: true });
  const { validationShare = 0.02, testShare = 0.02, seed = 0 } = options;
  if (!(validationShare >= 0 && testShare >= 0 && validationShare + testShare < 1)) {
    throw new RangeError(
      `validationShare and testShare must be 0 or more and less than 1 together, got ${validationShare} and ` +
        `${testShare}`,
    );
  }
  const groups = new Map<string, number>();
  const groupOf = Int32Array.from(sources, (source) => {
    const key = source.toLowerCase().replace(/\s+/g, " ").trim();
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    return group;
  });
  const rank = permutation(fold(randomKey(seed), "split of sentence pairs"), groups.size);
  const tested = Math.round(groups.size * testShare);
  const validated = Math.round(groups.size * validationShare);
  const rows = Int32Array.from(sources, (_, i) => i);
  const train = rows.filter((row) => rank[groupOf[row]] >= tested + validated);
  const validation = rows.filter((row) => rank[groupOf[row]] >= tested && rank[groupOf[row]] < tested + validated);
  const test = rows.filter((row) => rank[groupOf[row]] < tested);
  const known = new Set(Array.from(train, (row) => targets[row]));
  return {
    train,
    validation,
    test,
    knownTargets: [...validation, ...test].filter((row) => known.has(targets[row])).length,
  };
}
