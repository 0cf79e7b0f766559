import type { EncoderDecoder } from "./encoder-decoder.ts";
import type { Recipe } from "./recipe.ts";
import type { ScoreCurves, SequenceResult } from "./result.ts";
import type { RunData, RunFile } from "./run-file.ts";
import type { SavedJob } from "./saved-job.ts";
import type { PreparedSequences, SequenceOptions, SequenceTask, ValidationResult } from "./task.ts";
import type { NamedCandidate } from "./train-candidates.ts";

/** The types that a job has of its own. */
export interface JobTypes {
  /** Options as they are given, and as run.json holds them. */
  readonly userOptions: object;
  readonly options: SequenceOptions;
  readonly prepared: PreparedSequences;
  readonly name: string;
  /** What decoding the validation sources gives. */
  readonly validated: ValidationResult;
  /** What is saved and shown. */
  readonly result: SequenceResult;
}

/** How a job reads what it is given. */
export interface SequenceReader<Types extends JobTypes> {
  /** Fills in the defaults. Throws an OptionError for what can be seen to be wrong without looking at the data. */
  complete(userOptions: Types["userOptions"]): Types["options"] & Types["userOptions"];
  /**
   * Options that say where the data lie: a training that is resumed may be told anew, since what is in them is
   * compared.
   */
  readonly dataOptions: readonly string[];
  readonly runFile: RunFile<Types["userOptions"]>;
  /**
   * Reads the data, and learns a vocabulary unless there is one of a training that is gone on with. Throws a DataError
   * for what the user can mend.
   */
  prepare(
    options: Types["options"],
    known: Types["prepared"]["vocabulary"] | null,
    signal?: AbortSignal,
  ): Promise<Types["prepared"]>;
  /** What the training reads, for comparison when it is gone on with. */
  dataOf(prepared: Types["prepared"]): RunData;
}

/** What may be trained, in the order in which it is. */
export interface SequenceCandidates<Types extends JobTypes> {
  readonly names: readonly Types["name"][];
  readonly recipeOf: (name: Types["name"], options: Types["options"]) => Recipe;
}

/** Candidates after their training. */
export interface TrainedRun<Types extends JobTypes> {
  /** Best score first; at least one. */
  readonly trained: readonly NamedCandidate<Types["name"], Types["validated"]>[];
  readonly best: NamedCandidate<Types["name"], Types["validated"]>;
  /** What every job's result has. */
  readonly shared: {
    readonly options: Types["options"];
    readonly prepared: Types["prepared"];
    readonly best: Types["name"];
    readonly curves: readonly ScoreCurves[];
    readonly model: EncoderDecoder;
    readonly notes: readonly string[];
    readonly interrupted: boolean;
  };
  /** Called when a model's test begins, with its number of sentences. */
  readonly onTest: (model: string, sentences: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** What a job makes of trained candidates. */
export interface SequenceReport<Types extends JobTypes> {
  /** What the models are chosen by, as files name it. */
  readonly metric: string;
  /** The result of a run, which may test its models first. */
  conclude(run: TrainedRun<Types>): Promise<Types["result"]>;
  /** The manifest, by which the folder is known. */
  manifest(result: Types["result"]): object;
  /** leaderboard.json, and what --json prints; `out` is the folder. */
  summary(result: Types["result"], out: string): object;
  /** Files that only this job writes. */
  texts(result: Types["result"]): Readonly<Record<string, string>>;
  /** report.html. */
  page(result: Types["result"]): Promise<string>;
}

/** Learning to write one kind of sequence from another: translating, parsing. All that is not here is shared. */
export interface SequenceJob<Types extends JobTypes> {
  /** The command that trains it, as messages name it. */
  readonly command: string;
  readonly reader: SequenceReader<Types>;
  readonly candidates: SequenceCandidates<Types>;
  /** What a model is to learn, and how it is evaluated. */
  task(prepared: Types["prepared"], options: Types["options"]): SequenceTask<Types["validated"]>;
  readonly saved: SavedJob<Types["prepared"]["vocabulary"]>;
  readonly report: SequenceReport<Types>;
}
