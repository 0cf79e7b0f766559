import type { LabData } from "./lab-data.ts";

/** How one network learned one task. Lists have one value for each round of sequences. */
export interface MemoryRun {
  readonly model: string;
  readonly gap: number;
  readonly seed: number;
  readonly solved: boolean;
  /** Sequences presented until it was solved, or all that there were. */
  readonly sequences: number;
  /** Of the sequences that it was tested with in the end, how many it got wrong. */
  readonly wrong: number;
  readonly tested: number;
  /** Of the test. */
  readonly loss: number | null;
  readonly parameters: number;
  readonly seconds: number;
  /** Mean over each round, of sequences not seen before. */
  readonly losses: readonly (number | null)[];
  /** Share of right outputs in each round. */
  readonly right: readonly number[];
  readonly note?: string;
}

/** All runs of one network at one gap. */
export interface MemoryCell {
  readonly model: string;
  readonly gap: number;
  readonly runs: number;
  readonly solved: number;
  /** Of the runs that solved it; null when none did. */
  readonly medianSequences: number | null;
  readonly wrong: number;
  readonly tested: number;
  /** Mean test loss over the runs; null where no run has a finite one. */
  readonly meanLoss: number | null;
  readonly seconds: number;
}

export interface PublishedResult {
  readonly model: string;
  readonly gap: number | null;
  readonly sequences: number | null;
  readonly source: string;
}

export interface MemoryData extends LabData {
  readonly task: string;
  readonly about: string;
  /** When a run counts as solved, in words. */
  readonly rule: string;
  readonly models: readonly string[];
  readonly gaps: readonly number[];
  readonly seeds: number;
  /** Most sequences that a run is shown. */
  readonly budget: number;
  /** Sequences between two points of a learning curve. */
  readonly round: number;
  readonly lossName: string;
  /** One for each gap: the loss of the best answer that remembers nothing. */
  readonly baselines: readonly number[];
  readonly baselineName: string;
  readonly runs: readonly MemoryRun[];
  readonly cells: readonly MemoryCell[];
  readonly published: readonly PublishedResult[];
}
