import { DataError } from "../table/data-error.ts";

/** Rows that were not taken. */
export interface LeftOut {
  readonly withoutText: number;
  readonly withoutLabel: number;
  /** Lines that do not fit the columns. */
  readonly unreadable: number;
}

/** Texts and the classes they are in. */
export interface LabelledTexts {
  /** The file, folder or query, for messages. */
  readonly source: string;
  readonly texts: readonly string[];
  /** The class of each text, as its place in `classes`. */
  readonly labels: Int32Array;
  /** Names of the classes: integers by size, else by the alphabet. */
  readonly classes: readonly string[];
  readonly leftOut: LeftOut;
  /** What is odd about how the source is written, in sentences. */
  readonly oddities: readonly string[];
}

/** Gathers rows as they come. */
export class TextGatherer {
  readonly #texts: string[] = [];
  readonly #labels: string[] = [];
  /** Lines that do not fit the columns. */
  unreadable = 0;
  /** What is odd about how the source is written, in sentences. */
  readonly oddities: string[] = [];
  #withoutText = 0;
  #withoutLabel = 0;

  add(text: string | null, label: string | null): void {
    if (label === null || label.trim() === "") this.#withoutLabel++;
    else if (text === null || text.trim() === "") this.#withoutText++;
    else {
      this.#texts.push(text);
      this.#labels.push(label.trim());
    }
  }

  /**
   * What was gathered. Throws a DataError when nothing was, or, for texts to learn from, when there is one class alone.
   */
  finish(source: string, { toLearnFrom }: { readonly toLearnFrom: boolean }): LabelledTexts {
    const names = [...new Set(this.#labels)].toSorted(byNumberOrAlphabet);
    if (names.length === 0) {
      throw new DataError("holds no text with a label", {
        file: source,
        help:
          `rows without a text: ${this.#withoutText}, without a label: ${this.#withoutLabel}; ` +
          `choose other columns (--text, --label)`,
      });
    }
    if (toLearnFrom && names.length === 1) {
      throw new DataError(`every text is in the one class "${names[0]}": there is nothing to tell apart`, {
        file: source,
        help: "give texts of two classes or more, or choose another column (--label)",
      });
    }
    if (toLearnFrom && names.length > Math.max(2, this.#texts.length / 2)) {
      throw new DataError(`the labels hold ${names.length} different values in ${this.#texts.length} rows`, {
        file: source,
        help: "a class needs several texts to learn from; choose another column (--label)",
      });
    }
    const indices = new Map(names.map((name, i) => [name, i]));
    return {
      source,
      texts: this.#texts,
      labels: Int32Array.from(this.#labels, (name) => indices.get(name) ?? -1),
      classes: names,
      leftOut: { withoutText: this.#withoutText, withoutLabel: this.#withoutLabel, unreadable: this.unreadable },
      oddities: this.oddities,
    };
  }
}

function byNumberOrAlphabet(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y) && x !== y) return x - y;
  return a < b ? -1 : 1;
}
