import { Command } from "commander";
import { translateLinesCommand } from "./translate-lines-command.ts";
import { translateTrainCommand } from "./translate-train-command.ts";
import type { Session } from "./session.ts";

/** `lookback translate MODEL_DIR …` translates; `lookback translate train …` makes the model. */
export function translateCommand(session: Session): Command {
  return translateLinesCommand(session).addCommand(translateTrainCommand(session));
}
