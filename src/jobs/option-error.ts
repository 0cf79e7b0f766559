/** An option that cannot be followed. The message says which, and what to do. */
export class OptionError extends Error {
  override readonly name: string = "OptionError";
}

/** Runs a check of something that the user wrote, and says its RangeError as an OptionError. */
export function asOption<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Throws an OptionError unless a number that the user gave is whole and from `least` to `most`, or without an upper
 * end.
 */
export function checkCount(name: string, value: number | undefined, least: number, most = Infinity): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return;
  const range = most === Infinity ? `, ${least} or more` : ` from ${least} to ${most}`;
  throw new OptionError(`${name} must be a whole number${range}, got ${value}`);
}
