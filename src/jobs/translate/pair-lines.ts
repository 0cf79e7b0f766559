import { DataError } from "../table/data-error.ts";
import { textLines, type Line, type TextLineOptions } from "../text/text-lines.ts";

/** Where sentence pairs come from. */
export type PairSource =
  /** Two files, of which line n of one belongs to line n of the other. */
  | { readonly source: string; readonly target: string }
  /** A file of columns with tabs between, as Tatoeba's; further columns are not read. */
  | {
      readonly pairs: string;
      /** Which columns are the source and the target, from 1. Default: [1, 2]. */
      readonly columns?: readonly [source: number, target: number];
    };

/** Two lines that belong together, or why they cannot be used. */
export type PairLine =
  | { readonly source: string; readonly target: string }
  | { readonly problem: "tooLong" | "broken" | "withoutTab" | "empty" };

export interface PairLineOptions extends TextLineOptions {
  /** Pairs of which one side has more characters (UTF-16 units) are a problem. Default: 2000. */
  readonly maxCharacters?: number;
}

/**
 * Sentence pairs in files, without the white space at their ends, some thousand at a time. Throws a DataError where
 * files do not fit each other.
 */
export async function* pairLines(
  from: PairSource,
  { maxCharacters = 2000, ...options }: PairLineOptions = {},
): AsyncGenerator<readonly PairLine[]> {
  if ("pairs" in from) {
    const [source, target] = from.columns ?? [1, 2];
    for await (const lines of textLines(from.pairs, options)) {
      yield lines.map((line) => {
        if (typeof line !== "string") return line;
        const cells = line.split("\t", Math.max(source, target));
        if (cells.length >= Math.max(source, target))
          return paired(cells[source - 1], cells[target - 1], maxCharacters);
        return { problem: line.trim() === "" ? "empty" : "withoutTab" };
      });
    }
    return;
  }
  const sources = new LineQueue(textLines(from.source, options));
  const targets = new LineQueue(textLines(from.target, options));
  for (;;) {
    const available = Math.min(await sources.fill(), await targets.fill());
    if (available === 0) break;
    const ours = sources.take(available);
    const theirs = targets.take(available);
    yield ours.map((line, i) => paired(line, theirs[i], maxCharacters));
  }
  const [before, after] = [await sources.skip(), await targets.skip()];
  if (before !== after) {
    throw new DataError(`has ${count(before)}, but ${from.target} has ${count(after)}`, {
      file: from.source,
      help:
        "line n of one file must be the translation of line n of the other: look for a sentence that is " +
        "missing, or cut in two",
    });
  }
}

/** Lines that were read, and how many there were in all. */
class LineQueue {
  readonly #lines: AsyncGenerator<readonly Line[]>;
  #waiting: readonly Line[] = [];
  #taken = 0;

  constructor(lines: AsyncGenerator<readonly Line[]>) {
    this.#lines = lines;
  }

  /** How many lines wait; 0 at the end. */
  async fill(): Promise<number> {
    if (this.#waiting.length === 0) {
      const next = await this.#lines.next();
      if (next.done !== true) this.#waiting = next.value;
    }
    return this.#waiting.length;
  }

  take(number: number): readonly Line[] {
    const lines = this.#waiting.slice(0, number);
    this.#waiting = this.#waiting.slice(number);
    this.#taken += number;
    return lines;
  }

  /** Goes to the end of the file; the number of all lines. */
  async skip(): Promise<number> {
    while ((await this.fill()) > 0) this.take(this.#waiting.length);
    return this.#taken;
  }
}

function paired(a: Line, b: Line, maxCharacters: number): PairLine {
  if (typeof a !== "string") return a;
  if (typeof b !== "string") return b;
  const [source, target] = [a.trim(), b.trim()];
  if (source === "" || target === "") return { problem: "empty" };
  return source.length > maxCharacters || target.length > maxCharacters ? { problem: "tooLong" } : { source, target };
}

function count(lines: number): string {
  return `${lines.toLocaleString("en-US")} ${lines === 1 ? "line" : "lines"}`;
}
