import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { fileError } from "../files/file-error.ts";
import { OptionError } from "../jobs/option-error.ts";
import { DataError } from "../jobs/table/data-error.ts";
import { commandsOf } from "./commands.ts";
import { newCommandResult, type CommandResult } from "./command-result.ts";
import { endInOrder, interrupted, interruptedStatus } from "./signals.ts";
import { onError } from "./colours.ts";
import { visible, visibleLines } from "./visible.ts";
import { helpText } from "./help-text.ts";

// The file of this package: the program may trust it.
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

/** Runs the command line and returns the status to end with. `argv` as process.argv. */
export async function main(argv: readonly string[]): Promise<number> {
  const commandResult = newCommandResult();
  endInOrder(commandResult);
  try {
    const named = new Set(argv.slice(2));
    const program = await programOf(commandResult, (name) => named.has(name));
    await program.parseAsync([...argv]);
    return commandResult.exitCode;
  } catch (error) {
    return statusOf(error, commandResult);
  }
}

/** The program with its commands, of which those are loaded for which `isSelected` says yes. */
export async function programOf(
  commandResult: CommandResult,
  isSelected: (name: string) => boolean = () => true,
): Promise<Command> {
  const program = new Command("lookback")
    .description(
      "Forecasts time series and classifies texts with recurrent networks, compared with baselines without training.",
    )
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError("(lookback --help tells more)")
    .addHelpText("after", helpText(help))
    .configureOutput({ writeErr: (text) => process.stderr.write(visibleLines(text)) })
    .exitOverride();
  for (const command of await commandsOf(isSelected, commandResult, version)) {
    program.addCommand(settled(command, program));
  }
  return program;
}

/** A command and those below it with the settings of the program: errors are thrown, none ends the process. */
function settled(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).exitOverride();
  for (const below of command.commands) settled(below, command);
  return command;
}

const help = `
Examples:
  lookback forecast                                         a forecast of simulated weather
  lookback forecast weather.csv --target "T (degC)"         a day ahead, from ten days back
  lookback forecast load.csv --target MW --lookback 7d --ahead 6h,24h
  lookback classify reviews.csv                             a classifier, scored on held-out texts
  lookback predict runs/2026-01-31-t new.csv                forecasts with a saved model
  lookback explain runs/reviews --text "not bad at all"     which words moved the answer
  lookback lab memory --task temporal-order                 how far networks remember

Environment:
  LOOKBACK_KERNELS=native|wasm|reference   require one kind of kernels
  LOOKBACK_THREADS=N                       threads of the native kernels`;

/** Says an error and returns the status that stands for it. */
function statusOf(error: unknown, commandResult: CommandResult): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof DataError || error instanceof OptionError) {
    complain(visible(error.message));
    return 2;
  }
  if (error instanceof DOMException && error.name === "AbortError") {
    complain(interrupted(commandResult));
    return interruptedStatus(commandResult);
  }
  const inWords = error instanceof Error && "path" in error ? fileError(error, String(error.path), "used") : error;
  const message = visibleLines(inWords instanceof Error ? inWords.message : String(inWords));
  complain(commandResult.saved === null ? message : `${message}; ${visible(commandResult.saved())}`);
  if (process.env["LOOKBACK_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${visibleLines(String(error.stack))}\n`);
  return 1;
}

function complain(message: string): void {
  process.stderr.write(`${onError.red("error:")} ${message}\n`);
}
