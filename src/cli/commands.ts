import { Command } from "commander";
import type { CommandResult } from "./command-result.ts";

/** A command of the program: what the program says of it, and where the rest is. */
interface CommandEntry {
  readonly name: string;
  /** For the list of all commands. */
  readonly summary: string;
  /** Loads its module, and what it needs, which takes longer than many a command. */
  readonly load: (commandResult: CommandResult, version: string) => Promise<Command>;
}

/** All commands, in the order of the help. */
const entries: readonly CommandEntry[] = [
  {
    name: "forecast",
    summary: "train models on a file and compare them with the naive forecast",
    load: async (result) => (await import("./forecast-command.ts")).forecastCommand(result),
  },
  {
    name: "classify",
    summary: "train models on labelled texts and compare them with the most frequent class",
    load: async (result) => (await import("./classify-command.ts")).classifyCommand(result),
  },
  {
    name: "translate",
    summary: "translate sentences with a saved model, or train one",
    load: async (result) => (await import("./translate-command.ts")).translateCommand(result),
  },
  {
    name: "parse",
    summary: "parse sentences with a saved model, or train one",
    load: async (result) => (await import("./parse-command.ts")).parseCommand(result),
  },
  {
    name: "predict",
    summary: "forecast or classify with a saved model",
    load: async () => (await import("./predict-command.ts")).predictCommand(),
  },
  {
    name: "explain",
    summary: "explain a saved model's predictions",
    load: async () => (await import("./explain-command.ts")).explainCommand(),
  },
  {
    name: "inspect",
    summary: "describe a file and what is wrong in it",
    load: async () => (await import("./inspect-command.ts")).inspectCommand(),
  },
  {
    name: "sample",
    summary: "write a file of simulated readings to try things on",
    load: async () => (await import("./sample-command.ts")).sampleCommand(),
  },
  {
    name: "score",
    summary: "score translations (BLEU, chrF) or parsed trees (bracket F1)",
    load: async () => (await import("./score-command.ts")).scoreCommand(),
  },
  {
    name: "lab",
    summary: "experiments with recurrent networks: vanishing gradients, long memory",
    load: async (result) => (await import("./lab-command.ts")).labCommand(result),
  },
  {
    name: "doctor",
    summary: "show which kernels are in use and test them",
    load: async (result, version) => (await import("./doctor-command.ts")).doctorCommand(result, version),
  },
];

/**
 * The commands of the program. Only those for which `isSelected` says yes are loaded; the others have their names and
 * summaries alone, as the list of all commands and the help on misspelt names need.
 */
export async function commandsOf(
  isSelected: (name: string) => boolean,
  commandResult: CommandResult,
  version: string,
): Promise<readonly Command[]> {
  return Promise.all(
    entries.map(async ({ name, summary, load }) =>
      (isSelected(name) ? await load(commandResult, version) : new Command(name)).summary(summary),
    ),
  );
}
