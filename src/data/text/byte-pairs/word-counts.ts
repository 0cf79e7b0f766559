import { normalizer, type NormalizeStep } from "./normalize.ts";
import { splitter, type SplitStep } from "./split-words.ts";

/** More different words than this are not kept: the rarest go, which teach least. */
const mostWords = 2_000_000;

/** How often each word occurs in texts, which need not be in memory together. */
export class WordCounts {
  /** Word → how often. */
  readonly counts = new Map<string, number>();
  readonly #most: number;
  /** Words that occurred so often or less have been forgotten. */
  #forgotten = 0;
  readonly #normalize: (text: string) => string;
  readonly #split: (text: string, first: boolean) => readonly string[];

  constructor(normalize: readonly NormalizeStep[], split: readonly SplitStep[], most: number = mostWords) {
    this.#most = most;
    this.#normalize = normalizer(normalize);
    this.#split = splitter(split);
  }

  add(text: string): void {
    for (const word of this.#split(this.#normalize(text), true)) {
      const count = this.counts.get(word);
      // A word that was cut out of a text may be a view that keeps the whole text in memory.
      if (count === undefined) this.counts.set(word.split("").join(""), 1);
      else this.counts.set(word, count + 1);
    }
    while (this.counts.size > this.#most) this.#forgetRarest();
  }

  #forgetRarest(): void {
    this.#forgotten++;
    for (const [word, count] of this.counts) if (count <= this.#forgotten) this.counts.delete(word);
  }
}
