import { end, type ParseVocabulary } from "../../data/trees/parse-vocabulary.ts";
import { add } from "../../ops/add.ts";
import { embedding } from "../../ops/embedding.ts";
import { intTensor, tensor, type Tensor } from "../../tensor/tensor.ts";
import type { Constrain } from "../sequences/decode-sources.ts";

/** Deeper trees, and more phrases that begin at once, are not written. */
const deepest = 60;
const mostOpenings = 8;

/** A phrase that is open, within the one before. */
interface Open {
  /** Its label's number among the labels. */
  readonly label: number;
  /** Words before it. */
  readonly start: number;
  readonly depth: number;
  readonly outer: Open | null;
}

/** How far a row has come. */
interface Row {
  readonly source: number;
  /** Words that stand in the tree. */
  readonly placed: number;
  readonly open: Open | null;
  /** Phrases opened since the last word or closing. */
  readonly openings: number;
}

export interface BracketRulesOptions {
  /** The tokens of every source's words, as the model reads them. */
  readonly sentences: readonly Int32Array[];
  /** Whether the model was trained to read the next word in the place of each word's symbol. */
  readonly lookahead: boolean;
}

/**
 * Lets a decoder write nothing but what can still become a tree over the words of its source: one phrase around all, as
 * many words as there are, every phrase closed under its own label and around at least one word, and the end after
 * that. With lookahead, what it reads after a word is the word that comes next, and not the symbol that it wrote.
 */
export function bracketRules(vocabulary: ParseVocabulary, { sentences, lookahead }: BracketRulesOptions): Constrain {
  const grammar = grammarOf(vocabulary);
  return (decoder, state, sources, decode) => {
    const allowed = tensor(grammar.allowed, [grammar.situations, vocabulary.size]);
    const lengthOf = ({ source }: Row): number => sentences[source].length;
    const wordAt = (row: Row): number => sentences[row.source][row.placed] ?? end;
    const rows: readonly Row[] = sources.map((source) => ({ source, placed: 0, open: null, openings: 0 }));
    return decode(
      {
        vocabulary: decoder.vocabulary,
        step(tokens, before) {
          const now = before.rows.map((row, i) => grammar.follow(row, tokens[i]));
          const read = lookahead
            ? tokens.map((token, i) => (grammar.isBracket(token) || token === end ? token : wordAt(now[i])))
            : tokens;
          const { logits, state: inner } = decoder.step(read, before.inner);
          const situations = Int32Array.from(now, (row) => grammar.situation(row, lengthOf(row)));
          return { logits: add(logits, masks(situations, allowed)), state: { inner, rows: now } };
        },
        select: ({ inner, rows: all }, which) => ({
          inner: decoder.select(inner, which),
          rows: Array.from(which, (row) => all[row]),
        }),
      },
      { inner: state, rows },
    );
  };
}

function masks(situations: Int32Array, allowed: Tensor): Tensor {
  return embedding(intTensor(situations, [situations.length]), allowed);
}

/** What tokens do to a row, and which may come. */
interface Grammar {
  readonly situations: number;
  /** [situations, vocabulary]: 0 where a token may come, −∞ where not. */
  readonly allowed: Float32Array;
  situation(row: Row, words: number): number;
  follow(row: Row, token: number): Row;
  isBracket(token: number): boolean;
}

function grammarOf(vocabulary: ParseVocabulary): Grammar {
  const tokens = Array.from({ length: vocabulary.size }, (_, token) => vocabulary.symbol(token));
  const labels = [...new Set(tokens.flatMap((symbol) => (symbol?.startsWith("(") ? [symbol.slice(1)] : [])))];
  const opens = tokens.map((symbol) => (symbol?.startsWith("(") ? labels.indexOf(symbol.slice(1)) : -1));
  const closes = tokens.map((symbol) => (symbol?.startsWith(")") ? labels.indexOf(symbol.slice(1)) : -1));
  // The label of the innermost open phrase or none, and three yes or no.
  const situations = (labels.length + 1) * 8;
  const allowed = new Float32Array(situations * tokens.length).fill(-Infinity);
  for (let situation = 0; situation < situations; situation++) {
    const label = Math.floor(situation / 8) - 1;
    const [words, mayOpen, mayClose] = [1, 2, 4].map((bit) => (situation & bit) !== 0);
    tokens.forEach((symbol, token) => {
      const may =
        opens[token] >= 0
          ? mayOpen
          : closes[token] >= 0
            ? mayClose && closes[token] === label
            : symbol !== null
              ? words && label >= 0
              : token === end && label < 0 && !words;
      if (may) allowed[situation * tokens.length + token] = 0;
    });
    // What cannot come about has one token, so that every row of the table has something to choose.
    const row = allowed.subarray(situation * tokens.length, (situation + 1) * tokens.length);
    if (row.every((value) => value !== 0)) row[end] = 0;
  }
  return {
    situations,
    allowed,
    isBracket: (token) => opens[token] >= 0 || closes[token] >= 0,
    situation({ placed, open, openings }, words) {
      const left = placed < words;
      const mayOpen = left && (open === null ? placed === 0 : open.depth < deepest && openings < mostOpenings);
      // The outermost phrase stays open to the last word.
      const mayClose = open !== null && placed > open.start && (open.depth > 1 || !left);
      return ((open?.label ?? -1) + 1) * 8 + (left ? 1 : 0) + (mayOpen ? 2 : 0) + (mayClose ? 4 : 0);
    },
    follow(row, token) {
      const { open, placed, openings } = row;
      if (opens[token] >= 0) {
        const phrase = { label: opens[token], start: placed, depth: (open?.depth ?? 0) + 1, outer: open };
        return { ...row, open: phrase, openings: openings + 1 };
      }
      if (closes[token] >= 0) return { ...row, open: open?.outer ?? null, openings: 0 };
      return tokens[token] === null ? row : { ...row, placed: placed + 1, openings: 0 };
    },
  };
}
