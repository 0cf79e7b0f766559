import { showValue } from "./show-value.ts";

/** Values in nested arrays of equal lengths, one level for each axis. */
export type Nested = number | readonly Nested[] | Float32Array | Float64Array | Int32Array;

/** The lengths of nested arrays, by the first ones. */
export function shapeOf(values: unknown): number[] {
  if (isFlat(values)) return [values.length];
  if (!isList(values)) return [];
  return values.length === 0 ? [0] : [values.length, ...shapeOf(values[0])];
}

/**
 * All values of nested arrays, row by row. With a shape the arrays must have it. Throws a TypeError that begins with
 * `who` for a value that is not a number, and for arrays of different lengths.
 */
export function flatten(
  who: string,
  values: unknown,
  shape: readonly number[] | null,
  indices: readonly number[] = [],
): ArrayLike<number> {
  const length = isFlat(values) || isList(values) ? values.length : null;
  if (shape !== null && (shape.length === 0 ? length !== null : length !== shape[0])) {
    const [found, first] = [length, shape[0]].map((one) => (typeof one === "number" ? `${one} values` : "one number"));
    if (length !== null || typeof values === "number")
      throw new TypeError(
        `${who}: arrays must be of equal lengths, got ${found} at ${at(indices)}, where the first has ${first}`,
      );
  }
  if (isFlat(values)) return values;
  if (isList(values)) {
    const rest = shape?.slice(1) ?? null;
    if (values.every((each) => typeof each === "number") && (rest === null || rest.length === 0)) return values;
    return values.flatMap((each, i) => Array.from(flatten(who, each, rest, [...indices, i])));
  }
  if (typeof values === "number") return [values];
  throw new TypeError(
    `${who}: values must be numbers in nested arrays, Float32Array, Float64Array or Int32Array, ` +
      `got ${showValue(values)}${indices.length === 0 ? "" : ` at ${at(indices)}`}`,
  );
}

/**
 * Throws a RangeError unless all are 32-bit integers, naming the first that is not by its indices in the
 * shape.
 */
export function checkIntegers(who: string, values: ArrayLike<number>, shape: readonly number[], help = ""): void {
  if (values instanceof Int32Array) return;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] | 0) === values[i]) continue;
    const indices = shape.reduceRight<{ readonly rest: number; readonly found: readonly number[] }>(
      ({ rest, found }, length) => ({ rest: Math.floor(rest / length), found: [rest % length, ...found] }),
      { rest: i, found: [] },
    ).found;
    throw new RangeError(
      `${who}: values must be integers from −2147483648 to 2147483647, ` +
        `got ${values[i]}${indices.length === 0 ? "" : ` at ${at(indices)}`}${help}`,
    );
  }
}

function isFlat(values: unknown): values is Float32Array | Float64Array | Int32Array {
  return values instanceof Float32Array || values instanceof Float64Array || values instanceof Int32Array;
}

function isList(values: unknown): values is readonly unknown[] {
  return Array.isArray(values);
}

function at(indices: readonly number[]): string {
  return `[${indices.join(", ")}]`;
}
