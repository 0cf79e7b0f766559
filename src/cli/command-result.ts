/** What a command and the program tell each other about how it goes. */
export interface CommandResult {
  /** The status to end with: 0 done, 1 failed, 2 something the user can mend, 130 and the like after a signal. */
  exitCode: number;
  /**
   * Says what of a run is on the disk, as the end of a sentence: "nothing was written". Null for commands that keep no
   * run.
   */
  saved: (() => string) | null;
  /** What the first signal aborts, where there is something to save; null where it ends the program. */
  stopping: AbortController | null;
  /** The first signal that came. */
  signal: NodeJS.Signals | null;
}

export function newCommandResult(): CommandResult {
  return { exitCode: 0, saved: null, stopping: null, signal: null };
}
