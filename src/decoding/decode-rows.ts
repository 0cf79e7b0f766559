import { replace, scope } from "../tensor/memory.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { advance, checkProbability, moved } from "./advance.ts";
import { maxLengths, type Decoded, type DecodingOptions, type DecodingStart } from "./decoding-options.ts";
import type { StepDecoder } from "./step-decoder.ts";

/** One token for each row of logits, and the logarithms of their probabilities. */
export interface Choice {
  readonly tokens: ArrayLike<number>;
  readonly logProbabilities: ArrayLike<number>;
}

/**
 * Chooses from logits [rows, vocabulary] the tokens at a position of their results; sources [rows] tells whose rows
 * they are.
 */
export type Choose = (logits: Tensor, sources: readonly number[], position: number) => Choice;

/** The result of one source while it grows. */
interface Row {
  readonly source: number;
  readonly maxLength: number;
  readonly tokens: number[];
  logProbability: number;
  ended: boolean;
}

/**
 * When so large a share of the rows has come to its end, the others go on without them. Moving them at every end costs
 * more than it spares.
 */
const doneShare = 0.25;

/** Decodes with one row for each source, whose next token `choose` finds. */
export function decodeRows<State>(
  who: string,
  decoder: StepDecoder<State>,
  start: DecodingStart<State>,
  options: DecodingOptions,
  choose: Choose,
): readonly Decoded[] {
  const all: readonly Row[] = maxLengths(who, decoder, start.tokens.length, options).map((maxLength, source) => ({
    source,
    maxLength,
    tokens: [],
    logProbability: 0,
    ended: false,
  }));
  const isOpen = ({ tokens, maxLength, ended }: Row): boolean => !ended && tokens.length < maxLength;
  scope(() => {
    const step = advance(decoder, options);
    let rows = all;
    let { state, tokens } = start;
    for (let position = 0; rows.some(isOpen); position++) {
      const next = scope(() => {
        const stepped = step(tokens, state);
        const sources = rows.map(({ source }) => source);
        return { state: stepped.state, choice: choose(stepped.logits, sources, position) };
      });
      state = replace(state, next.state);
      take(
        rows.map((row) => (isOpen(row) ? row : null)),
        next.choice,
        options.end,
        position,
      );
      const open = rows.flatMap((row, i) => (isOpen(row) ? [i] : []));
      if (open.length <= rows.length * (1 - doneShare) && open.length > 0) {
        state = moved(decoder, state, Int32Array.from(open), rows.length);
        rows = open.map((i) => rows[i]);
      }
      // Rows that are done go on with any token until they leave; nobody looks at what they get.
      tokens = Int32Array.from(rows, (row) => row.tokens.at(-1) ?? 0);
    }
  });
  return all.map(({ tokens, logProbability, ended }) => ({ tokens: Int32Array.from(tokens), logProbability, ended }));
}

/** Adds the chosen tokens to the rows that are open. */
function take(
  rows: readonly (Row | null)[],
  { tokens, logProbabilities }: Choice,
  end: number | null,
  position: number,
): void {
  rows.forEach((row, i) => {
    if (row === null) return;
    checkProbability(logProbabilities[i], row.source, position);
    row.logProbability += logProbabilities[i];
    if (tokens[i] === end) row.ended = true;
    else row.tokens.push(tokens[i]);
  });
}
