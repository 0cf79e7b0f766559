import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Command } from "commander";
import { writeFileAtomic } from "../files/atomic.ts";
import { inspect } from "../jobs/forecast/inspect.ts";
import { slug, timeStamp } from "./forecast-command.ts";
import { gapsOption, longestOption, missingOption } from "./repair-options.ts";

export function inspectCommand(): Command {
  return new Command("inspect");
}
