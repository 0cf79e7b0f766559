import { Command } from "commander";
import { translateLinesCommand } from "./translate-lines-command.ts";
import { translateTrainCommand } from "./translate-train-command.ts";
import type { CommandResult } from "./command-result.ts";

/** `lookback translate MODEL_DIR …` translates; `lookback translate train …` makes the model. */
export function translateCommand(commandResult: CommandResult): Command {
  return translateLinesCommand(commandResult).addCommand(translateTrainCommand(commandResult));
}
