import { InvalidArgumentError } from "commander";

/** An integer of at least `minimum`. */
export function integer(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`It is an integer of at least ${minimum}.`);
    return value;
  };
}

/** Words between commas; an option that is given again adds to them. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length === 0) throw new InvalidArgumentError("It is one or more words with commas between them.");
  return [...before, ...words];
}

/** Numbers between commas. */
export function numbers(text: string): readonly number[] {
  const values = text.split(",").map((word) => (word.trim() === "" ? NaN : Number(word)));
  if (!values.every(Number.isFinite))
    throw new InvalidArgumentError("It is one or more numbers with commas between them.");
  return values;
}

/** A time in minutes. */
export function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It is a number above 0.");
  return value;
}

/** The exponent of a length penalty. */
export function alpha(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError("It is a number from 0.");
  return value;
}
