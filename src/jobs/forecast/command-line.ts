import type { ForecastOptions } from "./options.ts";

/** The command that makes the same forecast again, to be typed into a shell. */
export function commandLine(options: ForecastOptions): string {
  const { source, target, time, features, lookback, every, ahead, split, preset, rungs } = options;
  const flags: Readonly<Record<string, string | number | undefined>> = {
    target,
    time,
    features: features?.join(","),
    lookback,
    every,
    ahead: ahead?.join(","),
    split,
    preset,
    rungs: rungs?.join(","),
    epochs: options.epochs,
    "steps-per-epoch": options.stepsPerEpoch,
    "batch-size": options.batchSize,
    seed: options.seed,
    gaps: options.gaps,
    missing: options.missing,
    longest: options.longest,
  };
  const given = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${quoted(String(value))}`],
  );
  return ["lookback forecast", ...(source === undefined ? [] : [quoted(source)]), ...given].join(" ");
}

/** In single quotes where a shell would read more than the text. */
function quoted(text: string): string {
  return /^[\w./:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
