import { Option } from "commander";
import { numbers, wholeNumber } from "./arguments.ts";

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

/** Values that stand for "missing". */
export function sentinelsOption(): Option {
  return new Option(
    "--sentinels <values>",
    "values that stand for missing, with commas between, such as -1248",
  ).argParser(numbers);
}

export function keepOption(): Option {
  return new Option("--keep <values>", "values that look like no reading and are one, such as 9999").argParser(numbers);
}

export function longestOption(): Option {
  return new Option(
    "--longest <rows>",
    "maximum consecutive rows to fill; windows never overlap longer gaps (default: 12)",
  ).argParser(wholeNumber(0));
}
