import { expectOneOf } from "./checks.ts";
import { standardizations, type LineBreaks, type Standardization } from "./standardize.ts";

/** What vocabularies of every kind are saved with: how texts become words. */
export interface SavedStandardization {
  readonly standardize: Standardization;
  readonly lineBreaks: LineBreaks;
}

/**
 * Reads what JSON.parse made of a saved vocabulary whose words are called `name`. Throws a TypeError or RangeError that
 * names what is missing or not as it should be.
 */
export function readSavedWords(
  who: string,
  name: string,
  data: unknown,
): SavedStandardization & { readonly words: readonly string[] } {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`${who} is saved as { standardize, lineBreaks, ${name} }, got ${described(data)}`);
  }
  const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(data));
  const [how, lineBreaks, list] = [entries.get("standardize"), entries.get("lineBreaks"), entries.get(name)];
  const standardize = standardizations.find((one) => one === how);
  if (standardize === undefined) {
    throw new RangeError(
      `${who}: standardize must be one of ${standardizations.join(", ")}, got ${JSON.stringify(how)}`,
    );
  }
  if (lineBreaks !== "space" && lineBreaks !== "keep") {
    throw new RangeError(`${who}: lineBreaks must be "space" or "keep", got ${JSON.stringify(lineBreaks)}`);
  }
  if (!isListOfTexts(list)) throw new TypeError(`${who}: ${name} must be a list of texts, got ${described(list)}`);
  return { standardize, lineBreaks, words: list };
}

/** Throws unless a caller's options, which may come from JavaScript, are ones we know. */
export function expectStandardization(who: string, { standardize, lineBreaks }: SavedStandardization): void {
  expectOneOf(who, "standardize", standardize, standardizations);
  expectOneOf(who, "lineBreaks", lineBreaks, ["space", "keep"]);
}

function isListOfTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((one) => typeof one === "string");
}

function described(value: unknown): string {
  if (!Array.isArray(value)) return value === null ? "null" : typeof value;
  const odd = value.findIndex((one) => typeof one !== "string");
  return odd < 0 ? "a list" : `a list whose element ${odd} is of type ${typeof value[odd]}`;
}
