import { Option } from "commander";

export function timeOption(): Option {
  return new Option("--time <column>", "the column of times, or several that make one: date+hour (default: found)");
}

export function timeFormatOption(): Option {
  return new Option(
    "--time-format <format>",
    "format of times, such as DD/MM/YYYY or %d.%m.%y (default: found, by the whole column)",
  );
}

export function timeZoneOption(): Option {
  return new Option("--time-zone <zone>", "zone of local times, converted to UTC, such as Europe/Berlin, into UTC");
}

export function stepOption(): Option {
  return new Option("--step <duration>", "time from row to row, in a file without times, such as 1d");
}

export function decimalOption(): Option {
  return new Option("--decimal <sign>", "decimal sign; the other one groups thousands (default: found)").choices([
    "point",
    "comma",
  ]);
}

export function noHeaderOption(): Option {
  return new Option("--no-header", "the first line holds no column names; they are called column0, column1, …");
}

export function idOption(): Option {
  return new Option("--id <column>", "column that tells series apart: store for all of them, store=A for one");
}
