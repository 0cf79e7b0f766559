import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../bin/lookback.js", import.meta.url));

/** How a command ended; code is null when a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** What standard input gives. */
  readonly input?: string;
  /** Variables of its environment, beside this process's and NO_COLOR; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sees what was written to standard error so far, and may send a signal. */
  readonly onError?: (stderr: string, send: (signal: NodeJS.Signals) => void) => void;
}

/** Sends a signal, once, when standard error has said something. */
export function signalAt(said: string, signal: NodeJS.Signals): NonNullable<CommandOptions["onError"]> {
  let isSent = false;
  return (stderr, send) => {
    if (isSent || !stderr.includes(said)) return;
    isSent = true;
    send(signal);
  };
}

/** Runs the command line in a folder, without colours. */
export function commandLine(
  folder: string,
  args: readonly string[],
  { input = "", environment = {}, onError = () => undefined }: CommandOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", ...environment },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      onError(stderr, (signal) => child.kill(signal));
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    // A command that ends before it has read everything is no failure of the test.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
