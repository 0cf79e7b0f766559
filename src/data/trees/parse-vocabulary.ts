import { linearise, tagsShown, type TagsShown } from "./linearise.ts";
import { leavesOf, type Phrase } from "./tree.ts";
import { wordClass } from "./word-class.ts";

/** What a vocabulary for parsing is saved as. */
export interface ParseVocabularyData {
  /** How parts of speech are written in trees. */
  readonly tags: TagsShown;
  /** What trees are written with: brackets, and what stands for words. */
  readonly symbols: readonly string[];
  /** Classes of words that are not known. */
  readonly classes: readonly string[];
  readonly words: readonly string[];
}

export interface ParseVocabularyOptions {
  /** Default: "none", XX for every word. */
  readonly tags?: TagsShown;
  /** Words that are seen less often count as unknown, and are told apart by `wordClass`. Default: 5. */
  readonly minCount?: number;
}

/** Beginning and end of a sequence; 0 is padding. */
export const begin = 1;
export const end = 2;

const firstSymbol = 3;
const anyWord = "<unknown>";

/**
 * The tokens of sentences and of the trees over them, in one list: 0 padding, 1 begin, 2 end, then the symbols of
 * trees, classes of unknown words, and words by falling count.
 */
export class ParseVocabulary {
  readonly data: ParseVocabularyData;
  /** How many tokens there are. */
  readonly size: number;
  /** The first token that is no symbol. */
  readonly firstWord: number;
  readonly #symbols: ReadonlyMap<string, number>;
  readonly #words: ReadonlyMap<string, number>;
  readonly #classOf: Int32Array;
  readonly #unseen: (word: string, first: boolean) => number;

  constructor(data: ParseVocabularyData) {
    const { tags, symbols, classes, words } = data;
    if (!tagsShown.includes(tags)) throw new RangeError(`tags must be one of ${tagsShown.join(", ")}, got ${tags}`);
    this.data = data;
    this.firstWord = firstSymbol + symbols.length;
    this.size = this.firstWord + classes.length + words.length;
    this.#symbols = new Map(symbols.map((symbol, i) => [symbol, firstSymbol + i]));
    const classIds = new Map(classes.map((name, i) => [name, this.firstWord + i]));
    const rest = classIds.get(anyWord);
    if (rest === undefined) throw new RangeError(`a vocabulary for parsing has the class ${anyWord}`);
    const firstKnown = this.firstWord + classes.length;
    const unseen = (name: string): number => classIds.get(name) ?? rest;
    // Words and classes have maps of their own, so that a text may hold "<unknown>".
    this.#words = new Map(words.map((word, i) => [word, firstKnown + i]));
    this.#classOf = Int32Array.from({ length: this.size }, (_, id) =>
      id < firstKnown ? id : unseen(wordClass(words[id - firstKnown], false)),
    );
    this.#unseen = (word, first) => unseen(wordClass(word, first));
    if (this.#symbols.size + classIds.size + this.#words.size !== this.size - firstSymbol)
      throw new RangeError("a vocabulary for parsing holds each symbol, class and word once");
  }

  /** Learns the tokens of trees, which must be those to train on alone. */
  static fit(trees: readonly Phrase[], { tags = "none", minCount = 5 }: ParseVocabularyOptions = {}): ParseVocabulary {
    const counts = new Map<string, number>();
    const symbols = new Set<string>();
    const classes = new Set([anyWord]);
    for (const tree of trees) {
      for (const symbol of linearise(tree, { tags })) symbols.add(symbol);
      leavesOf(tree).forEach(({ word }, i) => {
        counts.set(word, (counts.get(word) ?? 0) + 1);
        classes.add(wordClass(word, i === 0)).add(wordClass(word, false));
      });
    }
    const words = [...counts].filter(([, count]) => count >= minCount).toSorted(([, a], [, b]) => b - a);
    return new ParseVocabulary({
      tags,
      symbols: [...symbols],
      classes: [...classes],
      words: words.map(([word]) => word),
    });
  }

  /** The words of a sentence as tokens; unknown ones as their class. */
  sentence(words: readonly string[]): Int32Array {
    return Int32Array.from(words, (word, i) => this.#words.get(word) ?? this.#unseen(word, i === 0));
  }

  /** A tree as tokens, or null where it has brackets or parts of speech that are not known. */
  tree(tree: Phrase): Int32Array | null {
    const ids = linearise(tree, { tags: this.data.tags }).map((symbol) => this.#symbols.get(symbol) ?? -1);
    return ids.includes(-1) ? null : Int32Array.from(ids);
  }

  /** The symbol of a token; null of other tokens. */
  symbol(token: number): string | null {
    return this.data.symbols[token - firstSymbol] ?? null;
  }

  /** The class of a word's token, as if it were not known. */
  classOf(token: number): number {
    return this.#classOf[token];
  }

  /** Whether a token is a class of unknown words. */
  isClass(token: number): boolean {
    return token >= this.firstWord && token < this.firstWord + this.data.classes.length;
  }

  /** Whether a token stands for a word in a tree: XX or a part of speech. */
  isLeaf(token: number): boolean {
    const symbol = this.symbol(token);
    return symbol !== null && !/^[()]/.test(symbol);
  }
}
