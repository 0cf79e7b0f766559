import type { Command } from "commander";
import { parseLinesCommand } from "./parse-lines-command.ts";
import { parseTrainCommand } from "./parse-train-command.ts";
import type { Session } from "./session.ts";

/** `lookback parse MODEL_DIR …` parses; `lookback parse train …` makes the model. */
export function parseCommand(session: Session): Command {
  return parseLinesCommand(session).addCommand(parseTrainCommand(session).exitOverride());
}
