import type { Command } from "commander";
import { parseLinesCommand } from "./parse-lines-command.ts";
import { parseTrainCommand } from "./parse-train-command.ts";
import type { CommandResult } from "./command-result.ts";

/** `lookback parse MODEL_DIR …` parses; `lookback parse train …` makes the model. */
export function parseCommand(commandResult: CommandResult): Command {
  return parseLinesCommand(commandResult).addCommand(parseTrainCommand(commandResult).exitOverride());
}
