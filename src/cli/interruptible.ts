import type { Session } from "./session.ts";

/** Runs what can be stopped by Ctrl-C: the first one aborts the signal, the second ends the process. The status is 130 where the action says that it was interrupted. */
export async function interruptible(
  session: Session,
  action: (signal: AbortSignal) => Promise<{ readonly interrupted: boolean }>,
): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => {
    process.stderr.write("\nstopping after this step; Ctrl-C again quits at once\n");
    stop.abort();
  };
  // Once: the second Ctrl-C finds no handler and ends the process.
  process.once("SIGINT", interrupt);
  try {
    const { interrupted } = await action(stop.signal);
    if (interrupted) session.exitCode = 130;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
