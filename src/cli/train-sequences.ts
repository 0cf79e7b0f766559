import type { JobTypes, SequenceJob } from "../jobs/sequences/job.ts";
import { resumeJob, trainJob, type JobCallbacks } from "../jobs/sequences/train-job.ts";
import { onOutput } from "./colours.ts";
import { startKernels } from "./kernels.ts";
import { withRunFolder, type RunFolderFlags } from "./run-folder.ts";
import { sequenceProgress, type ShownScore } from "./sequence-progress.ts";
import type { CommandResult } from "./command-result.ts";
import { interruptible } from "./signals.ts";
import { jsonLine, visible } from "./visible.ts";

/** What every command that trains a job of sequences takes, beside the job's own options. */
export interface SequenceFlags extends RunFolderFlags {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** How a job's training is shown. */
export interface ShownJob<Types extends JobTypes> extends ShownScore {
  /** The folder's name where none is given. */
  readonly name: string;
  /** The result, for people. */
  text(result: Types["result"]): string;
}

/** The body of a command that trains a job of sequences: begins or goes on with a training, and prints its result. */
export async function trainSequences<Types extends JobTypes>(
  job: SequenceJob<Types>,
  shown: ShownJob<Types>,
  userOptions: Types["userOptions"],
  { out, force, resume, json = false, quiet = false }: SequenceFlags,
  session: CommandResult,
): Promise<void> {
  startKernels();
  const progress = sequenceProgress(process.stderr, quiet, shown);
  const resumable = { command: job.command };
  try {
    await withRunFolder(session, { out, force, resume }, { name: shown.name, resumable }, (folder) =>
      interruptible(session, async ({ signal, save }) => {
        const callbacks: JobCallbacks = {
          ...progress.callbacks,
          onPrepared() {
            folder.begin();
            save();
          },
        };
        const train = resume === undefined ? trainJob : resumeJob;
        const result = await train(job, userOptions, folder.path, callbacks, signal);
        folder.done();
        const saved = `saved in ${onOutput.bold(visible(folder.path))}: ${result.files.join(", ")}`;
        process.stdout.write(
          json ? jsonLine(job.report.summary(result, folder.path)) : `${shown.text(result)}\n\n${saved}\n`,
        );
        return result;
      }),
    );
  } finally {
    progress.stop();
  }
}
