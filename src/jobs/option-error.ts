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

/** Throws an OptionError unless an option is an integer from `minimum` to `maximum`; it has no default maximum. */
export function checkCount(name: string, value: number | undefined, minimum: number, maximum = Infinity): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= minimum && value <= maximum)) return;
  const range = maximum === Infinity ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
  throw new OptionError(`${name} must be an integer${range}, got ${value}`);
}
