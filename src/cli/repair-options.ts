import { Option } from "commander";
import { numbers, integer } from "./arguments.ts";

/** What to do about rows that are not there. */
export function gapsOption(): Option {
  return new Option(
    "--gaps <policy>",
    "missing rows: fill them, refuse the file, or read the rows as consecutive (default: interpolate)",
  ).choices(["interpolate", "previous", "error", "ignore"]);
}

/** What to do about missing values: fill them, or refuse the file. */
export function missingOption(): Option {
  return new Option(
    "--missing <policy>",
    "missing values: fill them, or refuse the file (default: interpolate)",
  ).choices(["interpolate", "previous", "error"]);
}

/** Values that stand for "missing". */
export function sentinelsOption(): Option {
  return new Option(
    "--sentinel, --sentinels <values>",
    "values that stand for missing, comma-separated, such as -1248",
  ).argParser(numbers);
}

export function keepOption(): Option {
  return new Option("--keep <values>", "values that would count as missing and are readings, such as 9999").argParser(
    numbers,
  );
}

export function longestOption(): Option {
  return new Option(
    "--longest <rows>",
    "maximum consecutive rows to fill; windows never overlap longer gaps (default: 12)",
  ).argParser(integer(0));
}
