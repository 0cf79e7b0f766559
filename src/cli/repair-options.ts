import { Option } from "commander";
import { wholeNumber } from "./arguments.ts";

/** What to do about rows that are not there. */
export function gapsOption(): Option {
  return new Option(
    "--gaps <policy>",
    "rows that are not there: fill them, refuse the file, or take rows as if they followed each other (default: " +
      "interpolate)",
  ).choices(["interpolate", "previous", "error", "ignore"]);
}

/** What to do about values that are not there. */
export function missingOption(): Option {
  return new Option("--missing <policy>", "values that are not there (default: interpolate)").choices([
    "interpolate",
    "previous",
    "error",
  ]);
}

export function longestOption(): Option {
  return new Option(
    "--longest <rows>",
    "maximum consecutive rows to fill; windows never overlap longer gaps (default: 12)",
  ).argParser(wholeNumber(0));
}
