import type { DecodingStart } from "../src/decoding/decoding-options.ts";
import type { StepDecoder } from "../src/decoding/step-decoder.ts";
import { fold, randomKey, uniform } from "../src/tensor/random.ts";
import { intTensor, tensor, type Tensor } from "../src/tensor/tensor.ts";

/** Which source each row belongs to, and the number that its tokens so far make. */
export interface TableState {
  readonly sources: Tensor;
  readonly prefixes: Tensor;
}

/** The logits that follow tokens, for a source. */
export type Table = (source: number, tokens: readonly number[]) => ArrayLike<number>;

export interface TableDecoder extends StepDecoder<TableState> {
  /** How many rows each step had. */
  readonly steps: number[];
  start(sources: readonly number[]): DecodingStart<TableState>;
}

/**
 * A decoder whose logits are a table. Its state is tensors alone, so what is done to them matters. The first token fed
 * must be 0.
 */
export function tableDecoder(vocabulary: number, table: Table): TableDecoder {
  const steps: number[] = [];
  return {
    vocabulary,
    steps,
    start: (sources) => ({
      state: { sources: intTensor([...sources]), prefixes: intTensor(sources.map(() => 0)) },
      tokens: new Int32Array(sources.length),
    }),
    step(tokens, { sources, prefixes }) {
      steps.push(tokens.length);
      const [of, before] = [sources.toArray(), prefixes.toArray()];
      // Prefix 0 is before the first token, 1 after it; each further one is a digit behind.
      const after = Array.from(before, (prefix, row) => (prefix === 0 ? 1 : prefix * vocabulary + tokens[row]));
      const rows = after.map((prefix, row) => Array.from(table(of[row], digits(prefix, vocabulary))));
      // Long prefixes wrap around within 32 bits: then the table answers to what is left of them.
      const wrapped = intTensor(Int32Array.from(after));
      return { logits: tensor(rows, [rows.length, vocabulary]), state: { sources, prefixes: wrapped } };
    },
    select({ sources, prefixes }, rows) {
      const [of, before] = [sources.toArray(), prefixes.toArray()];
      return {
        sources: intTensor(Array.from(rows, (row) => of[row])),
        prefixes: intTensor(Array.from(rows, (row) => before[row])),
      };
    },
  };
}

function digits(prefix: number, vocabulary: number): number[] {
  const tokens: number[] = [];
  for (let rest = prefix; rest > 1; rest = Math.floor(rest / vocabulary)) tokens.unshift(rest % vocabulary);
  return tokens;
}

/** Random logits for every source and prefix. */
export function randomTable(seed: number, vocabulary: number, spread = 3): Table {
  return (source, tokens) => {
    const key = tokens.reduce((folded, token) => fold(folded, token), fold(randomKey(seed), source));
    return uniform(key, vocabulary, -spread, spread);
  };
}

export function logSoftmax(logits: ArrayLike<number>): number[] {
  const numbers = Array.from(logits);
  const most = Math.max(...numbers);
  const logSum = most + Math.log(numbers.reduce((sum, x) => sum + Math.exp(x - most), 0));
  return numbers.map((x) => x - logSum);
}
