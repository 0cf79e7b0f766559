import { Option } from "commander";

/* What commands say about where they write: one sentence for each option, whatever the command. */

/** The folder of a run; `name` as it is called without --out. */
export function outFolderOption(name: string): Option {
  return new Option("--out <folder>", `where to write, a folder that is new or empty (default: runs/<time>-${name})`);
}

export function forceOption(): Option {
  return new Option("--force", "write into --out though an earlier run is there; its files are removed first");
}

export function resumeOption(): Option {
  return new Option("--resume <folder>", "go on with a training that was stopped, with its options and the same data");
}

/** One file that a command writes; `name` as it is called without --out. */
export function outFileOption(name: string): Option {
  return new Option("--out <file>", `where to write, in place of a file that is there (default: ${name})`);
}
