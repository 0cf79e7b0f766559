import { removeAbandonedFolders } from "../files/temporaries.ts";
import type { CommandResult } from "./command-result.ts";

/** The status with which a program ends by a signal: 128 and its number. */
const statuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Handled = keyof typeof statuses;
const handled: readonly Handled[] = ["SIGHUP", "SIGINT", "SIGTERM"];

/** The status that shells give a program whose reader went away: 128 and the number of SIGPIPE. */
const brokenPipe = 141;

/** npm sends what it runs the signals that a terminal has sent there already: a second one so soon is the same. */
const echo = process.env["npm_command"] === undefined ? 0 : 100;

/**
 * Makes Ctrl-C, SIGTERM and SIGHUP end the program in order: the first one aborts what is worth saving and lets it be
 * saved, where a command has said so (`interruptible`), and ends the program otherwise; the second one ends it at once.
 * Temporary files and locks are removed either way. A reader that goes away (`lookback … | head -1`) ends it without a
 * word, as it does other programs.
 */
export function endInOrder(commandResult: CommandResult): void {
  let last = -Infinity;
  for (const name of handled) {
    process.on(name, () => {
      const now = performance.now();
      if (name === commandResult.signal && now - last < echo) return;
      last = now;
      const isFirst = commandResult.signal === null;
      commandResult.signal ??= name;
      if (isFirst && commandResult.stopping !== null) {
        process.stderr.write("\nstopping after this step, then saving; Ctrl-C again ends at once\n");
        commandResult.stopping.abort();
        return;
      }
      showCursor();
      process.stderr.write(`\n${interrupted(commandResult)}\n`);
      process.exit(statuses[name]);
    });
  }
  // What is written last fails after the command has ended: these stay.
  process.stdout.on("error", (error) => streamFailed("standard output", error));
  process.stderr.on("error", (error) => streamFailed("standard error", error));
  removeAbandonedFolders();
}

/** "interrupted by SIGTERM; nothing was written" */
export function interrupted({ signal, saved }: CommandResult): string {
  const by = signal === null || signal === "SIGINT" ? "interrupted" : `interrupted by ${signal}`;
  return saved === null ? by : `${by}; ${saved()}`;
}

/** The status of a program that was interrupted. */
export function interruptedStatus({ signal }: CommandResult): number {
  return statuses[handled.find((name) => name === signal) ?? "SIGINT"];
}

/** Tells an action when to stop. */
export interface Stop {
  /** Is aborted by the first signal after `save`. */
  readonly signal: AbortSignal;
  /** From now on there is something to save: the first signal does not end the program any more. */
  readonly save: () => void;
}

/**
 * Runs what can be stopped and saved. The status is that of the signal where the action says that it was interrupted.
 */
export async function interruptible(
  commandResult: CommandResult,
  action: (stop: Stop) => Promise<{ readonly interrupted: boolean }>,
): Promise<void> {
  const controller = new AbortController();
  try {
    const result = await action({ signal: controller.signal, save: () => void (commandResult.stopping = controller) });
    if (result.interrupted) commandResult.exitCode = interruptedStatus(commandResult);
  } finally {
    commandResult.stopping = null;
  }
}

function streamFailed(name: string, error: Error): void {
  const code = "code" in error ? error.code : undefined;
  if (code === "EPIPE") process.exit(brokenPipe);
  // A terminal that was closed takes no more words, and what is being saved is saved.
  if (name === "standard error") return;
  process.stderr.write(
    `error: ${name}: cannot be written: ${code === "ENOSPC" ? "the disk is full" : error.message}\n`,
  );
  process.exit(1);
}

/** Progress bars hide it. */
function showCursor(): void {
  if (process.stderr.isTTY) process.stderr.write("\u001b[?25h");
}
