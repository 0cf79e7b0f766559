import type { Phrase } from "../../data/trees/tree.ts";
import type { ParseRow, ParseScores } from "../../report/parse/parse-data.ts";
import type { BracketScores } from "../../scoring/bracket-scores.ts";
import type { TrainedRun } from "../sequences/job.ts";
import { trainingOf } from "../sequences/result.ts";
import type { NamedCandidate } from "../sequences/train-candidates.ts";
import { branchingParser, type Side } from "./branching.ts";
import type { ModelName } from "./candidates.ts";
import { wordsOf, type Prepared } from "./prepare.ts";
import type { ParseResult, ParseTypes } from "./result.ts";
import { parseAndScore, scoresOf, type Parsed } from "./task.ts";

/**
 * Tests trained parsers on trees that had no say so far, beside trees that branch to one side. Once the signal is
 * aborted, nothing more is tested.
 */
export async function tested({ trained, best, shared, onTest, signal }: TrainedRun<ParseTypes>): Promise<ParseResult> {
  const { options, prepared } = shared;
  const { beam, alpha } = options;
  const results = new Map<ModelName, Parsed>();
  for (const { name, model } of trained) {
    if (signal?.aborted) break;
    onTest(name, prepared.test.length);
    const parsed = await untilAborted(signal, () =>
      parseAndScore(model, prepared, options, prepared.test, { beam, alpha, signal }),
    );
    if (parsed !== null) results.set(name, parsed);
  }
  const test = results.get(best.name);
  return {
    ...shared,
    rows: [
      ...trained.map((one) => rowOf(one, results.get(one.name) ?? null)),
      ...(["right", "left"] as const).map((side) => baselineRow(side, prepared)),
    ],
    gold: test === undefined ? prepared.validation : prepared.test,
    parsed: test?.trees ?? best.result.trees,
    notes: [
      ...shared.notes,
      ...(test === undefined ? ["Nothing was tested, as the run was interrupted: --resume tests too."] : []),
    ],
    interrupted: shared.interrupted || (signal?.aborted ?? false),
  };
}

/** What f gives, or null where the signal ended it. */
async function untilAborted<Result>(signal: AbortSignal | undefined, f: () => Promise<Result>): Promise<Result | null> {
  try {
    return await f();
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

function rowOf(trained: NamedCandidate<ModelName, Parsed>, test: Parsed | null): ParseRow {
  const { name, model, result, note } = trained;
  return {
    model: name,
    parameters: model.parameterCount,
    validation: scoresShown(result.scores, result.wellFormed),
    test: test === null ? null : scoresShown(test.scores, test.wellFormed),
    training: trainingOf(trained),
    ...(note === undefined ? {} : { note }),
  };
}

function baselineRow(side: Side, { train, validation, test }: Prepared): ParseRow {
  const { parse } = branchingParser(train, side);
  const scored = (gold: readonly Phrase[]): ParseScores => {
    const trees = gold.map((tree) => parse(wordsOf(tree)));
    return scoresShown(scoresOf(gold, trees), trees.length);
  };
  return {
    model: `${side}-branching`,
    parameters: 0,
    validation: scored(validation),
    test: scored(test),
    training: null,
  };
}

function scoresShown(
  { f1, precision, recall, exactMatch, valid, sentences }: BracketScores,
  wellFormed: number,
): ParseScores {
  return { f1, precision, recall, exactMatch, sentences, valid, wellFormed };
}
