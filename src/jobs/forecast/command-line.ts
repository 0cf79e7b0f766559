import type { ForecastOptions } from "./options.ts";

/** The command that makes the same forecast again, to be typed into a shell. */
export function forecastCommandLine({ source, ...options }: ForecastOptions): string {
  return typed("lookback forecast", source, { ...options });
}

type Value = string | number | boolean;

/**
 * A command as it is typed into a shell: options by their names in camelCase, in their order, those without a value
 * left out.
 */
export function typed(
  command: string,
  source: string | undefined,
  options: Readonly<Record<string, Value | readonly Value[] | undefined>>,
): string {
  const flags = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "boolean") return [value ? `--${flag}` : `--no-${flag}`];
    return [`--${flag} ${quoted([value].flat().join(","))}`];
  });
  return [command, ...(source === undefined ? [] : [quoted(source)]), ...flags].join(" ");
}

/** In single quotes where a shell would read more than the text. */
export function quoted(text: string): string {
  return /^[\w./:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
