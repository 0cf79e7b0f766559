import { grown } from "../grown.ts";
import { PairNumbers } from "../pair-numbers.ts";
import { PairQueue } from "./pair-queue.ts";

/** A word as the symbols that it is made of, and how often it occurs. */
export interface CountedWord {
  readonly symbols: ArrayLike<number>;
  readonly count: number;
}

/** Two texts that become one token, in the order in which they were learnt. */
export type Merge = readonly [left: string, right: string];

export interface LearntMerges {
  readonly merges: readonly Merge[];
  /** The texts of the symbols given, then those of new ones. */
  readonly tokens: readonly string[];
}

export interface LearnLimits {
  /** Stop at this number of tokens. */
  readonly tokens?: number;
  /** Stop after this number of merges. */
  readonly merges?: number;
  /** Stop when no pair occurs so often. */
  readonly leastCount: number;
  /** Texts that must not become tokens. */
  readonly reserved?: ReadonlySet<string>;
}

/**
 * Byte-pair encoding (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1): again and again the pair of neighbouring
 * symbols that occurs most often becomes one symbol. Of equally frequent pairs the one of the lowest first, then of the
 * lowest second symbol is taken, so the result does not depend on the order of the words. Pairs that make the same text
 * make the same symbol.
 *
 * Only the words that a pair occurs in are looked at when it is merged, and only the counts of the neighbours of a
 * merge change, so the work is that of the first count and of all replacements together.
 */
export function learnMerges(
  words: Iterable<CountedWord>,
  symbols: readonly string[],
  { tokens: mostTokens = Infinity, merges: mostMerges = Infinity, leastCount, reserved }: LearnLimits,
): LearntMerges {
  const corpus = new SymbolCorpus(words);
  const tokens = [...symbols];
  const idOf = new Map(tokens.map((text, id) => [text, id]));
  const merges: Merge[] = [];
  while (merges.length < mostMerges && tokens.length < mostTokens) {
    const pair = corpus.queue.take();
    if (pair < 0 || corpus.counts[pair] < leastCount) break;
    const parts: Merge = [tokens[corpus.pairs.firstOf(pair)], tokens[corpus.pairs.secondOf(pair)]];
    const text = parts[0] + parts[1];
    if (reserved?.has(text)) continue;
    const id = idOf.get(text) ?? tokens.length;
    if (id === tokens.length) {
      tokens.push(text);
      idOf.set(text, id);
    }
    merges.push(parts);
    corpus.merge(pair, id);
  }
  return { merges, tokens };
}

/** Words as symbols, with the counts of all pairs in them, and for each pair the words that it may be in. */
class SymbolCorpus {
  readonly pairs = new PairNumbers();
  /** By the number of a pair. */
  readonly counts: number[] = [];
  readonly queue: PairQueue = new PairQueue(this.pairs, this.counts);
  /** All words, one after another. */
  #symbols = new Int32Array(1024);
  #starts = new Int32Array(256);
  /** Symbols that a word has by now. */
  #lengths = new Int32Array(256);
  readonly #wordCounts: number[] = [];
  /** The words of a pair are a chain: #first of the pair, and from link to link by #next. */
  readonly #firstLink: number[] = [];
  #next = new Int32Array(1024);
  #word = new Int32Array(1024);
  #links = 0;

  constructor(words: Iterable<CountedWord>) {
    let end = 0;
    for (const { symbols, count } of words) {
      const word = this.#wordCounts.push(count) - 1;
      this.#symbols = grown(this.#symbols, end + symbols.length);
      this.#symbols.set(symbols, end);
      this.#starts = grown(this.#starts, word + 1);
      this.#lengths = grown(this.#lengths, word + 1);
      this.#starts[word] = end;
      this.#lengths[word] = symbols.length;
      end += symbols.length;
      for (let i = 1; i < symbols.length; i++) this.#add(symbols[i - 1], symbols[i], word);
    }
    for (let pair = 0; pair < this.counts.length; pair++) this.queue.rose(pair);
  }

  /** Puts `symbol` in place of a pair wherever it occurs, left to right. */
  merge(pair: number, symbol: number): void {
    const risen = new Set<number>();
    const [first, second] = [this.pairs.firstOf(pair), this.pairs.secondOf(pair)];
    const start = this.#firstLink[pair];
    this.#firstLink[pair] = -1;
    for (let link = start; link >= 0; link = this.#next[link]) {
      this.#mergeIn(this.#word[link], first, second, symbol, risen);
    }
    for (const other of risen) if (this.counts[other] > 0) this.queue.rose(other);
  }

  #mergeIn(word: number, first: number, second: number, symbol: number, risen: Set<number>): void {
    const symbols = this.#symbols;
    const start = this.#starts[word];
    const end = start + this.#lengths[word];
    let to = start;
    for (let from = start; from < end; from++) {
      if (symbols[from] !== first || from + 1 === end || symbols[from + 1] !== second) {
        symbols[to++] = symbols[from];
        continue;
      }
      const count = this.#wordCounts[word];
      this.#subtract(first, second, count);
      if (to > start) {
        this.#subtract(symbols[to - 1], first, count);
        risen.add(this.#add(symbols[to - 1], symbol, word));
      }
      if (from + 2 < end) {
        this.#subtract(second, symbols[from + 2], count);
        risen.add(this.#add(symbol, symbols[from + 2], word));
      }
      symbols[to++] = symbol;
      from++;
    }
    this.#lengths[word] = to - start;
  }

  /** Counts a pair in a word; its number. */
  #add(first: number, second: number, word: number): number {
    const pair = this.pairs.add(first, second);
    if (pair === this.counts.length) {
      this.counts.push(0);
      this.#firstLink.push(-1);
    }
    this.counts[pair] += this.#wordCounts[word];
    const latest = this.#firstLink[pair];
    if (latest < 0 || this.#word[latest] !== word) {
      this.#next = grown(this.#next, this.#links + 1);
      this.#word = grown(this.#word, this.#links + 1);
      this.#next[this.#links] = latest;
      this.#word[this.#links] = word;
      this.#firstLink[pair] = this.#links++;
    }
    return pair;
  }

  #subtract(first: number, second: number, count: number): void {
    this.counts[this.pairs.find(first, second)] -= count;
  }
}
