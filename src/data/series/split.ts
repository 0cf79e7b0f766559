import type { Range } from "./table.ts";

/** Three ranges of time that follow each other: earlier rows train, later ones validate, the last ones test. */
export interface Split {
  readonly train: Range;
  readonly validation: Range;
  readonly test: Range;
}

/**
 * Splits rows by time into shares in percent, "50/25/25" unless told otherwise. Each border is rounded down; the test
 * range takes what is left. Throws a RangeError unless there are three positive whole shares that sum to 100, and at
 * least one row for each.
 */
export function split(rows: number, shares = "50/25/25"): Split {
  const percent = shares.split("/").map((share) => (/^\s*\d+\s*$/.test(share) ? Number(share) : NaN));
  if (percent.length !== 3 || !percent.every((share) => share > 0) || percent[0] + percent[1] + percent[2] !== 100) {
    throw new RangeError(
      `split "${shares}" is not three shares of 100; help: write training/validation/test in percent, such as 50/25/25`,
    );
  }
  const first = Math.floor((rows * percent[0]) / 100);
  const second = first + Math.floor((rows * percent[1]) / 100);
  if (first === 0 || second === first || rows === second) {
    throw new RangeError(`split "${shares}" of ${rows} rows leaves a part without rows; help: give more rows`);
  }
  return { train: { from: 0, to: first }, validation: { from: first, to: second }, test: { from: second, to: rows } };
}
