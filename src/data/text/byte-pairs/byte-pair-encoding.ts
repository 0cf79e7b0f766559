import { checkOptions } from "../../../tensor/options.ts";
import { byteAlphabet, byteCharacters, byteOfCharacter } from "./byte-alphabet.ts";
import { tokenFinder, type Piece } from "./added-tokens.ts";
import type { BytePairData } from "./byte-pair-data.ts";
import { learnBytePairs, type BytePairOptions } from "./learn-byte-pairs.ts";
import { MergeTable } from "./merge-table.ts";
import { normalizer } from "./normalize.ts";
import { splitter } from "./split-words.ts";

export interface EncodeOptions {
  /**
   * Whether a special token's text within a text, such as "</s>", is that token, or text like any other. Default:
   * "text".
   */
  readonly specials?: "text" | "tokens";
}

export interface DecodeOptions {
  /** Whether special tokens are left out or shown by their texts. Default: "skip". */
  readonly specials?: "skip" | "show";
}

/** Words kept with their tokens; natural language repeats most of its words. */
const cachedWords = 100_000;
/** Longer words are not kept. */
const longestCached = 64;

/**
 * Texts as tokens between words and letters (Sennrich et al. 2016, arXiv:1508.07909): frequent words are one token,
 * rare ones several. One that was learnt here knows every text, because its smallest tokens are the 256 bytes, and
 * decode(encode(text)) is normalized(text), to the letter.
 *
 * Ids of what is learnt here: 0 <pad>, 1 <s> (begin), 2 </s> (end), further special tokens, the 256 bytes, and then the
 * merges in their order. It is saved as a Hugging Face tokenizer.json by encodeTokenizer.
 */
export class BytePairEncoding {
  readonly data: BytePairData;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #merges = new MergeTable();
  readonly #normalize: (text: string) => string;
  readonly #split: (text: string, first: boolean) => readonly string[];
  /** Finds added tokens in a text as it came, and in a normalized one; with special ones and without. */
  readonly #finders: Readonly<Record<"text" | "tokens", readonly [raw: Finder, normalized: Finder]>>;
  readonly #symbolsOf: (word: string) => number[];
  /** What each token decodes to. */
  readonly #bytes: readonly Uint8Array[];
  readonly #special: ReadonlySet<number>;
  readonly #cache = new Map<string, readonly number[]>();

  /** Throws a RangeError where tokens, merges and added tokens do not fit each other. */
  constructor(data: BytePairData) {
    this.data = data;
    const { tokens, merges, added, alphabet } = data;
    this.#ids = idsOf(tokens);
    for (const [left, right] of merges) {
      const parts = [left, right, left + right].map((text) => this.#ids.get(text) ?? -1);
      if (parts.includes(-1)) {
        throw new RangeError(
          `the merge of ${JSON.stringify(left)} and ${JSON.stringify(right)} needs the token ` +
            `${JSON.stringify([left, right, left + right][parts.indexOf(-1)])}, which there is not`,
        );
      }
      this.#merges.add(parts[0], parts[1], parts[2]);
    }
    for (const { id, text } of added) {
      if (tokens[id] !== text)
        throw new RangeError(
          `added token ${id} is ${JSON.stringify(text)}, but token ${id} is ${JSON.stringify(tokens[id])}`,
        );
    }
    if (data.unknown !== null && !this.#ids.has(data.unknown))
      throw new RangeError(`the unknown token ${JSON.stringify(data.unknown)} is not among the tokens`);
    this.#normalize = normalizer(data.normalize);
    this.#split = splitter(data.split);
    const ordinary = added.filter(({ special }) => !special);
    this.#finders = { text: this.#findersFor(ordinary), tokens: this.#findersFor(added) };
    this.#symbolsOf = alphabet === "bytes" ? byteSymbols(this.#ids, data) : characterSymbols(this.#ids, data);
    const addedIds = new Set(added.map(({ id }) => id));
    this.#bytes = tokens.map((text, id) => decoded(text, data, addedIds.has(id)));
    this.#special = new Set(added.filter(({ special }) => special).map(({ id }) => id));
  }

  /**
   * Learns from `texts`, which must be the training texts alone: of both languages for a joint encoding. Throws a
   * RangeError for options that cannot be followed.
   */
  static fit(texts: Iterable<string>, options: BytePairOptions): BytePairEncoding {
    const learning = learnBytePairs(options);
    for (const text of texts) learning.add(text);
    return new BytePairEncoding(learning.finish());
  }

  /** How many tokens there are: what an embedding calls inputDim. */
  get size(): number {
    return this.data.tokens.length;
  }

  /** The id of a token by its text as the tokens have it. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The text as decoding returns it: with what normalizing does to it, such as lower case. */
  normalized(text: string): string {
    return this.#stripped(this.#normalize(text));
  }

  /** The ids of a text. No special token is put before or after it. */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    checkOptions("encode", options, { specials: true });
    const { specials = "text" } = options;
    const ids: number[] = [];
    const [raw, normalized] = this.#finders[specials];
    let first = true;
    for (const piece of raw(text)) {
      if (typeof piece === "number") ids.push(piece);
      else {
        for (const part of normalized(this.#normalize(piece))) {
          if (typeof part === "number") ids.push(part);
          else for (const word of this.#split(part, first)) for (const id of this.#wordIds(word)) ids.push(id);
          first = false;
        }
      }
      first = false;
    }
    return Int32Array.from(ids);
  }

  /** The text of ids. Bytes that do not make a character become U+FFFD. Throws a RangeError for what is no id. */
  decode(ids: ArrayLike<number>, options: DecodeOptions = {}): string {
    checkOptions("decode", options, { specials: true });
    const { specials = "skip" } = options;
    const parts: Uint8Array[] = [];
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      if (!Number.isInteger(id) || id < 0 || id >= this.size)
        throw new RangeError(`an encoding of ${this.size} tokens decodes 0 … ${this.size - 1}, got ${id}`);
      if (specials === "show" || !this.#special.has(id)) parts.push(this.#bytes[id]);
    }
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    for (const part of parts) {
      bytes.set(part, end);
      end += part.length;
    }
    return this.#stripped(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  }

  #wordIds(word: string): readonly number[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const ids = this.#merged(word);
    if (word.length <= longestCached) {
      if (this.#cache.size >= cachedWords) this.#cache.clear();
      this.#cache.set(word.split("").join(""), ids);
    }
    return ids;
  }

  #merged(word: string): number[] {
    const symbols = this.#symbolsOf(word);
    if (this.data.wholeWordsFirst) {
      const text = this.data.alphabet === "bytes" ? bytesAsText(word) : word;
      const id = this.#ids.get(text);
      if (id !== undefined) return [id];
    }
    return symbols.slice(0, this.#merges.apply(symbols));
  }

  #stripped(text: string): string {
    let start = 0;
    while (start < this.data.spacesToStrip && text[start] === " ") start++;
    return text.slice(start);
  }

  #findersFor(added: BytePairData["added"]): readonly [raw: Finder, normalized: Finder] {
    const raw = added.filter(({ normalized }) => !normalized).map((one) => ({ added: one, text: one.text }));
    const normal = added
      .filter(({ normalized }) => normalized)
      .map((one) => ({ added: one, text: this.#normalize(one.text) }));
    return [tokenFinder(raw), tokenFinder(normal)];
  }
}

type Finder = (text: string) => readonly Piece[];

function idsOf(tokens: readonly string[]): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  tokens.forEach((text, id) => {
    const other = ids.get(text);
    if (other !== undefined) throw new RangeError(`tokens ${other} and ${id} are both ${JSON.stringify(text)}`);
    ids.set(text, id);
  });
  return ids;
}

const toBytes = new TextEncoder();

function bytesAsText(word: string): string {
  return Array.from(toBytes.encode(word), (byte) => byteCharacters[byte]).join("");
}

function byteSymbols(ids: ReadonlyMap<string, number>, data: BytePairData): (word: string) => number[] {
  const ofByte = byteCharacters.map((character) => ids.get(character) ?? -1);
  const complete = byteAlphabet.every((character) => ids.has(character));
  return (word) => {
    const symbols: number[] = [];
    for (const byte of toBytes.encode(word)) symbols.push(ofByte[byte]);
    return complete ? symbols : withUnknown(symbols, ids, data);
  };
}

function characterSymbols(ids: ReadonlyMap<string, number>, data: BytePairData): (word: string) => number[] {
  return (word) =>
    withUnknown(
      Array.from(word).flatMap((character) => {
        const id = ids.get(character);
        if (id !== undefined) return [id];
        if (!data.byteFallback) return [-1];
        const bytes = Array.from(toBytes.encode(character), (byte) => ids.get(byteName(byte)) ?? -1);
        return bytes.includes(-1) ? [-1] : bytes;
      }),
      ids,
      data,
    );
}

/** Puts the unknown token where there is no symbol, or nothing. */
function withUnknown(
  symbols: readonly number[],
  ids: ReadonlyMap<string, number>,
  { unknown, fuseUnknown }: BytePairData,
): number[] {
  const id = unknown === null ? undefined : ids.get(unknown);
  if (id === undefined) return symbols.filter((symbol) => symbol >= 0);
  return symbols
    .filter((symbol, i) => symbol >= 0 || !fuseUnknown || i === 0 || symbols[i - 1] >= 0)
    .map((symbol) => (symbol < 0 ? id : symbol));
}

function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

/** The bytes that a token stands for. */
function decoded(text: string, { alphabet, space }: BytePairData, added: boolean): Uint8Array {
  if (added) return toBytes.encode(text);
  if (alphabet === "bytes") {
    const bytes = Array.from(text, (character) => byteOfCharacter.get(character) ?? -1);
    return bytes.includes(-1) ? toBytes.encode(text) : Uint8Array.from(bytes);
  }
  const byte = /^<0x([0-9A-F]{2})>$/.exec(text);
  return byte === null ? toBytes.encode(text.replaceAll(space, " ")) : Uint8Array.of(Number.parseInt(byte[1], 16));
}
