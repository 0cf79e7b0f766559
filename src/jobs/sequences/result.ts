import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { PreparedSequences, SequenceOptions, ValidationResult } from "./task.ts";
import type { NamedCandidate } from "./train-candidates.ts";

/** Metrics at each validation of one model. */
export interface ScoreCurves {
  readonly model: string;
  /** Updates done by then. */
  readonly updates: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly validationLoss: readonly (number | null)[];
  /** What the models are chosen by. */
  readonly score: readonly number[];
  readonly tokensPerSecond: readonly number[];
}

/** What comes of every job; each has more of its own. */
export interface SequenceResult {
  readonly options: SequenceOptions;
  readonly prepared: PreparedSequences;
  /** Best score first; baselines, which need no training, last. */
  readonly rows: readonly { readonly model: string }[];
  readonly best: string;
  readonly curves: readonly ScoreCurves[];
  /** The best model. */
  readonly model: EncoderDecoder;
  /** Sentences on what to keep in mind. */
  readonly notes: readonly string[];
  /** Whether the signal ended the run before all models were done. */
  readonly interrupted: boolean;
}

export function curvesOf({ name, points }: NamedCandidate<string, ValidationResult>): ScoreCurves {
  return {
    model: name,
    updates: points.map(({ update }) => update),
    loss: points.map(({ loss }) => loss),
    validationLoss: points.map(({ validationLoss }) => validationLoss),
    score: points.map(({ score }) => score),
    tokensPerSecond: points.map(({ tokens, seconds }) => tokens / seconds),
  };
}

/** How a candidate's training went, for its row. */
export function trainingOf({
  perplexity,
  averaged,
  updates,
  passes,
  seconds,
  tokensPerSecond,
}: NamedCandidate<string, ValidationResult>): {
  readonly perplexity: number;
  readonly averaged: number;
  readonly updates: number;
  readonly passes: number;
  readonly seconds: number;
  readonly tokensPerSecond: number;
} {
  return { perplexity, averaged, updates, passes, seconds, tokensPerSecond };
}

/** What a training ran on, for summaries. */
export function machineOf({ options }: SequenceResult): {
  readonly kernels: string;
  readonly threads: number;
  readonly seed: number;
} {
  return { kernels: backendInUse().name, threads: backendInUse().threads, seed: options.seed };
}

/** What every job's summary ends with; `out` is the folder. */
export function standingOf<Result extends SequenceResult>(
  { rows, best, interrupted, notes }: Result,
  out: string,
): {
  readonly leaderboard: Result["rows"];
  readonly best: string;
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
} {
  return { leaderboard: rows, best, interrupted, notes, out };
}

/** What every job's report shows, with further facts between the preset and the seed. */
export function reportOf<Result extends SequenceResult>(
  { options, prepared, rows, best, notes, model }: Result,
  facts: readonly { readonly label: string; readonly value: string }[] = [],
): {
  readonly createdAt: string;
  readonly rows: Result["rows"];
  readonly best: string;
  readonly diagnosis: readonly string[];
  readonly notes: readonly string[];
  readonly modelSummary: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
} {
  return {
    createdAt: new Date().toISOString(),
    rows,
    best,
    diagnosis: prepared.diagnosis,
    notes,
    modelSummary: model.summary(),
    facts: [
      { label: "Preset", value: options.preset },
      ...facts,
      { label: "Seed", value: String(options.seed) },
      { label: "Kernels", value: backendInUse().name },
      { label: "Threads", value: String(backendInUse().threads) },
    ],
  };
}
