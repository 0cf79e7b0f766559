/** Runs f; an error of it says in which layer it arose. */
export function within<Result>(layer: string, f: () => Result): Result {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `${layer}: ${error.message}`;
    throw error instanceof RangeError
      ? new RangeError(message, { cause: error })
      : new TypeError(message, { cause: error });
  }
}
