import { encodeModel } from "../../files/model-file.ts";
import { writeFolder } from "../../files/whole-folder.ts";
import { checkResumed } from "./check-options.ts";
import type { JobTypes, SequenceJob } from "./job.ts";
import { curvesOf } from "./result.ts";
import { trainCandidates, type CandidatesCallbacks } from "./train-candidates.ts";

/** What is told while a job is trained. All functions are optional and synchronous. */
export interface JobCallbacks extends CandidatesCallbacks {
  /** Everything was read and is of use; from here on the folder is written into. */
  onPrepared?(): void;
  onDiagnosis?(lines: readonly string[]): void;
  /** A model's test begins, of this number of sentences. */
  onTest?(model: string, sentences: number): void;
}

/** What came of a training, and the names of the files that were written. */
export type TrainedJob<Types extends JobTypes> = Types["result"] & { readonly files: readonly string[] };

/**
 * Trains models, chooses one by its score on validation data, and writes it into a folder, which must exist, with
 * checkpoints on the way. When the signal is aborted, the model under way ends with its last checkpoint, and nothing is
 * tested. Throws an OptionError or a DataError for what the user can mend, and the signal's reason when it is aborted
 * before the first validation.
 */
export async function trainJob<Types extends JobTypes>(
  job: SequenceJob<Types>,
  userOptions: Types["userOptions"],
  folder: string,
  callbacks: JobCallbacks = {},
  signal?: AbortSignal,
): Promise<TrainedJob<Types>> {
  const { reader, saved } = job;
  const options = reader.complete(userOptions);
  const prepared = await reader.prepare(options, null, signal);
  callbacks.onPrepared?.();
  await reader.runFile.begin(folder, options, reader.dataOf(prepared), {
    [saved.vocabularyName]: saved.encode(prepared.vocabulary),
  });
  return run(job, options, prepared, folder, callbacks, signal);
}

/**
 * Goes on with a training that was stopped, with the options and the data that it was begun with; only limits (updates,
 * minutes, patience) and where the data lie may be given anew. Throws an OptionError or a DataError that says what
 * differs. It ends with the same bits as one that was not stopped.
 */
export async function resumeJob<Types extends JobTypes>(
  job: SequenceJob<Types>,
  userOptions: Types["userOptions"],
  folder: string,
  callbacks: JobCallbacks = {},
  signal?: AbortSignal,
): Promise<TrainedJob<Types>> {
  const { reader, saved } = job;
  const begun = await reader.runFile.read(folder);
  checkResumed(userOptions, begun.options, reader.dataOptions);
  const options = reader.complete({ ...begun.options, ...userOptions });
  const prepared = await reader.prepare(options, await saved.decode(folder), signal);
  begun.checkData(reader.dataOf(prepared));
  callbacks.onPrepared?.();
  return run(job, options, prepared, folder, callbacks, signal);
}

async function run<Types extends JobTypes>(
  job: SequenceJob<Types>,
  options: Types["options"] & Types["userOptions"],
  prepared: Types["prepared"],
  folder: string,
  callbacks: JobCallbacks,
  signal: AbortSignal | undefined,
): Promise<TrainedJob<Types>> {
  callbacks.onDiagnosis?.(prepared.diagnosis);
  const { names, recipeOf } = job.candidates;
  const { size } = prepared.vocabulary;
  const { trained, best, notes, interrupted } = await trainCandidates({
    models: names.filter((name) => options.models.includes(name)),
    recipeOf: (name) => recipeOf(name, options),
    vocabulary: { source: size, target: size },
    task: job.task(prepared, options),
    limits: options,
    folder,
    command: job.command,
    callbacks,
    signal,
  });
  const result = await job.report.conclude({
    trained,
    best,
    shared: {
      options,
      prepared,
      best: best.name,
      curves: names.flatMap((wanted) => trained.filter(({ name }) => name === wanted).map(curvesOf)),
      model: best.model,
      notes: [...prepared.notes, ...notes],
      interrupted,
    },
    onTest: (model, sentences) => callbacks.onTest?.(model, sentences),
    signal,
  });
  return { ...result, files: await save(job, result, folder) };
}

/**
 * Writes a result into its folder:
 *
 *   the manifest, model.json, weights.safetensors, the vocabulary   what using the model needs
 *   leaderboard.json, histories.json                                scores and curves of every model
 *   further texts, as the job has them
 *   report.html                                                     everything, to look at
 *
 * Returns the names of the files.
 */
async function save<Types extends JobTypes>(
  { saved, report }: SequenceJob<Types>,
  result: Types["result"],
  folder: string,
): Promise<readonly string[]> {
  const files: Record<string, string | Uint8Array> = {
    ...encodeModel(result.model),
    [saved.vocabularyName]: saved.encode(result.prepared.vocabulary),
    [saved.manifestName]: json(report.manifest(result)),
    "leaderboard.json": json(report.summary(result, folder)),
    "histories.json": json(
      result.curves.map(({ score, tokensPerSecond, ...curves }) => ({
        ...curves,
        [report.metric]: score,
        tokensPerSecond,
      })),
    ),
    ...report.texts(result),
    "report.html": await report.page(result),
  };
  await writeFolder(folder, files);
  return Object.keys(files);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
