import { checkOptions } from "../../tensor/options.ts";
import { intTensor, tensor, type Tensor } from "../../tensor/tensor.ts";
import { expectInteger } from "./checks.ts";
import { compareCodePoints } from "./code-points.ts";
import { padSequences } from "./pad-sequences.ts";
import {
  checkVectorization,
  defaults,
  isNumbers,
  readVectorization,
  reservedFor,
  tokensOf,
  vectorizationNames,
  type FullTextVectorizationOptions,
  type TextVectorizationOptions,
} from "./text-vectorization-options.ts";
import { unknownToken } from "./vocabulary.ts";

/** What a text vectorization is saved as. */
export interface TextVectorizationData extends FullTextVectorizationOptions {
  /** The tokens that are known, most frequent first, those of padding and of unknown tokens left out. */
  readonly tokens: readonly string[];
  /** With outputMode "tfIdf" the inverse document frequency of each token, else null. */
  readonly idfWeights: readonly number[] | null;
}

/**
 * Texts as tensors: the indices of their tokens in order, or one value for every token that is known. Tokens are words
 * or characters, and n-grams of them. Definition, defaults and order of the tokens: Keras 3, TextVectorization.
 *
 * Index 0 is padding and 1 every unknown token with outputMode "int"; with the others index 0 is every unknown token.
 * Then the tokens follow by falling count, those of equal count in falling order of their code points.
 *
 * With outputMode "tfIdf" each count is multiplied by
 *
 *   idf = ln(1 + texts / (1 + texts with the token)), for unknown tokens the mean of that of all known ones.
 *
 *   const vectorization = TextVectorization.fit(texts, { ngrams: 2, outputMode: "tfIdf", maxTokens: 20000 });
 *   vectorization.encode(["what a film"]); // [1, 20000]
 */
export class TextVectorization {
  readonly options: FullTextVectorizationOptions;
  readonly tokens: readonly string[];
  readonly idfWeights: readonly number[] | null;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #factors: Float64Array | null;

  /** From tokens that are known already. Throws a TypeError or RangeError for data that does not fit together. */
  constructor({ tokens, idfWeights, ...options }: TextVectorizationData) {
    checkVectorization(options);
    const { outputMode, maxTokens } = options;
    const reserved = reservedFor(outputMode);
    const who = "a text vectorization";
    this.#indices = new Map(tokens.map((token, i) => [token, i + reserved]));
    const bad = tokens.findIndex(
      (token, i) => token === "" || token === unknownToken || this.#indices.get(token) !== i + reserved,
    );
    if (bad >= 0) {
      throw new RangeError(
        `${who} holds each token once, none of them "" or "${unknownToken}", got ${JSON.stringify(tokens[bad])} as ` +
          `token ${bad}`,
      );
    }
    if (maxTokens !== null && tokens.length + reserved > maxTokens)
      throw new RangeError(
        `${who} of maxTokens ${maxTokens} holds ${maxTokens - reserved} tokens, got ${tokens.length}`,
      );
    if ((outputMode === "tfIdf") !== (idfWeights !== null))
      throw new TypeError(`${who} has idfWeights with outputMode "tfIdf", and null with others`);
    if (idfWeights !== null && idfWeights.length !== tokens.length)
      throw new RangeError(
        `${who} has one of idfWeights for each of ${tokens.length} tokens, got ${idfWeights.length}`,
      );
    this.options = options;
    this.tokens = tokens;
    this.idfWeights = idfWeights;
    this.#factors = idfWeights === null ? null : Float64Array.of(mean(idfWeights), ...idfWeights);
  }

  /**
   * Learns the tokens of `texts`, as Keras's adapt does. They must be the training texts alone, or validation and test
   * leak into training. Throws a RangeError when there is not one token in them.
   */
  static fit(texts: Iterable<string>, options: TextVectorizationOptions = {}): TextVectorization {
    checkOptions("TextVectorization.fit", options, vectorizationNames);
    const { ngrams } = options;
    const config = {
      ...defaults,
      ...options,
      ngrams: typeof ngrams === "number" ? Array.from({ length: ngrams }, (_, i) => i + 1) : (ngrams ?? null),
    };
    if (typeof ngrams === "number") expectInteger("a text vectorization", "ngrams", ngrams, 1);
    checkVectorization(config);
    const counts = new Map<string, { total: number; texts: number; last: number }>();
    let count = 0;
    for (const text of texts) {
      count += 1;
      for (const token of tokensOf(text, config)) {
        const entry = counts.get(token) ?? { total: 0, texts: 0, last: 0 };
        if (entry.total === 0) counts.set(token.split("").join(""), entry); // not a view that keeps the whole text
        entry.total += 1;
        if (entry.last !== count) entry.texts += 1;
        entry.last = count;
      }
    }
    counts.delete(unknownToken);
    if (counts.size === 0)
      throw new RangeError("a text vectorization needs at least one token, and the texts have none");
    const { maxTokens, outputMode } = config;
    const kept = [...counts]
      .toSorted(([a, countA], [b, countB]) => countB.total - countA.total || compareCodePoints(b, a))
      .slice(0, maxTokens === null ? undefined : maxTokens - reservedFor(outputMode));
    return new TextVectorization({
      ...config,
      tokens: kept.map(([token]) => token),
      idfWeights: outputMode === "tfIdf" ? kept.map(([, entry]) => Math.log(1 + count / (1 + entry.texts))) : null,
    });
  }

  /** Reads what JSON.parse made of a saved one. Throws a TypeError or RangeError that says what is wrong with it. */
  static fromJSON(data: unknown): TextVectorization {
    const { entries, tokens, options } = readVectorization(data);
    const idfWeights = entries.get("idfWeights") ?? null;
    if (idfWeights !== null && !isNumbers(idfWeights))
      throw new TypeError("a text vectorization: idfWeights must be a list of numbers or null");
    return new TextVectorization({ ...options, tokens, idfWeights });
  }

  toJSON(): TextVectorizationData {
    return { ...this.options, tokens: this.tokens, idfWeights: this.idfWeights };
  }

  /** One more than the highest index: what an embedding calls inputDim. */
  get size(): number {
    return this.tokens.length + reservedFor(this.options.outputMode);
  }

  /**
   * With outputMode "int" int32 [texts, outputSequenceLength], or as long as the longest of these texts; otherwise
   * floats [texts, size], or with padToMaxTokens [texts, maxTokens].
   */
  encode(texts: readonly string[]): Tensor {
    if (!Array.isArray(texts))
      throw new TypeError("TextVectorization.encode takes a list of texts; help: [text] for a single one");
    if (texts.length === 0) throw new RangeError("TextVectorization.encode needs at least one text, got none");
    const { outputMode, outputSequenceLength } = this.options;
    const unknown = reservedFor(outputMode) - 1;
    const rows = texts.map((text) => tokensOf(text, this.options).map((token) => this.#indices.get(token) ?? unknown));
    if (outputMode !== "int") return this.#perToken(rows);
    const maxlen = outputSequenceLength ?? Math.max(...rows.map((row) => row.length));
    if (maxlen === 0)
      throw new RangeError("TextVectorization.encode: the texts have no tokens; help: give outputSequenceLength");
    const { values, shape } = padSequences(rows, { padding: "post", truncating: "post", maxlen });
    return intTensor(values, shape);
  }

  /** One value for each token: [texts, size] or [texts, maxTokens]. */
  #perToken(rows: readonly (readonly number[])[]): Tensor {
    const { outputMode, maxTokens, padToMaxTokens } = this.options;
    const width = padToMaxTokens && maxTokens !== null ? maxTokens : this.size;
    const values = new Float32Array(rows.length * width);
    rows.forEach((row, text) => {
      for (const index of row) values[text * width + index] += 1;
    });
    const factors = this.#factors;
    if (outputMode === "multiHot") values.forEach((value, i) => (values[i] = Math.min(value, 1)));
    else if (factors !== null) values.forEach((value, i) => (values[i] = value === 0 ? 0 : value * factors[i % width]));
    return tensor(values, [rows.length, width]);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
