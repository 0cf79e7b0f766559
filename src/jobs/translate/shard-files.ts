import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PairShard, TokenPairs } from "../../data/text/pair-dataset.ts";
import type { PairLengths } from "../../data/text/pair-batches.ts";
import { writeFilesAtomic } from "../../files/atomic.ts";
import { decodeIntegers, encodeSafetensors } from "../../files/safetensors.ts";

/** Tokens are kept in 16 bits each. */
export const mostTokenIds = 65_536;

/** Numbers that a shard holds back before it writes them. */
const together = 32_768;

/** A shard that is being filled: pairs as they come, in a file of numbers, two lengths before the tokens of each. */
export class ShardWriter {
  pairs = 0;
  tokens = 0;
  readonly #folder: string;
  readonly #name: string;
  readonly #path: string;
  readonly #file: number;
  #open = true;
  #held = new Uint16Array(together);
  #count = 0;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.#path = join(folder, `${name}.part`);
    this.#file = openSync(this.#path, "wx");
  }

  add(source: Int32Array, target: Int32Array): void {
    const length = 2 + source.length + target.length;
    if (this.#count + length > this.#held.length) this.#write();
    if (length > this.#held.length) this.#held = new Uint16Array(length);
    this.#held[this.#count] = source.length;
    this.#held[this.#count + 1] = target.length;
    this.#held.set(source, this.#count + 2);
    this.#held.set(target, this.#count + 2 + source.length);
    this.#count += length;
    this.pairs++;
    this.tokens += source.length + target.length;
  }

  /** Writes the shard's two files: the lengths of its lists, and their tokens. The number of pairs that occur twice. */
  async finish(): Promise<number> {
    this.#write();
    this.close();
    const bytes = await readFile(this.#path);
    const numbers = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const lengths = { source: new Uint16Array(this.pairs), target: new Uint16Array(this.pairs) };
    const starts = new Float64Array(this.pairs);
    for (let pair = 0, at = 0; pair < this.pairs; pair++) {
      lengths.source[pair] = numbers[at];
      lengths.target[pair] = numbers[at + 1];
      starts[pair] = at + 2;
      at += 2 + numbers[at] + numbers[at + 1];
    }
    const tokens = {
      source: gathered(numbers, starts, lengths.source),
      target: gathered(
        numbers,
        starts.map((start, i) => start + lengths.source[i]),
        lengths.target,
      ),
    };
    await writeFilesAtomic(this.#folder, {
      [lengthsFile(this.#name)]: encodeSafetensors(asTensors(lengths)),
      [tokensFile(this.#name)]: encodeSafetensors(asTensors(tokens)),
    });
    await rm(this.#path);
    return repeated(numbers, starts, lengths);
  }

  close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }

  #write(): void {
    const bytes = new Uint8Array(this.#held.buffer, 0, 2 * this.#count);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    this.#count = 0;
  }
}

/** A shard that is read from its files when its turn comes. */
export function readShard(folder: string, name: string, pairs: number): PairShard {
  const read = (file: string): { readonly source: Int32Array; readonly target: Int32Array } => {
    const path = join(folder, file);
    const lists = decodeIntegers(readFileSync(path), path);
    const [source, target] = [lists.get("source"), lists.get("target")];
    if (source === undefined || target === undefined)
      throw new Error(`${path}: has no lists "source" and "target"; help: prepare the corpus again`);
    return { source: new Int32Array(source), target: new Int32Array(target) };
  };
  const lengths = (): PairLengths => {
    const both = read(lengthsFile(name));
    if (both.source.length !== pairs || both.target.length !== pairs) {
      throw new Error(
        `${join(folder, lengthsFile(name))}: has ${both.source.length} sources and ${both.target.length} targets, ` +
          `but corpus.json says ${pairs}; help: prepare the corpus again`,
      );
    }
    return both;
  };
  return {
    lengths,
    read(): TokenPairs {
      const both = lengths();
      const tokens = read(tokensFile(name));
      return {
        source: { tokens: tokens.source, offsets: sums(both.source) },
        target: { tokens: tokens.target, offsets: sums(both.target) },
      };
    },
  };
}

const lengthsFile = (name: string): string => `${name}.lengths.safetensors`;
const tokensFile = (name: string): string => `${name}.tokens.safetensors`;

function asTensors(lists: Readonly<Record<string, Uint16Array>>) {
  return new Map(Object.entries(lists).map(([name, values]) => [name, { shape: [values.length], values }]));
}

function gathered(numbers: Uint16Array, starts: Float64Array, lengths: Uint16Array): Uint16Array {
  const all = new Uint16Array(lengths.reduce((sum, length) => sum + length, 0));
  let end = 0;
  lengths.forEach((length, i) => {
    all.set(numbers.subarray(starts[i], starts[i] + length), end);
    end += length;
  });
  return all;
}

/** Pairs whose tokens were there before. All pairs of one source are in one shard. */
function repeated(
  numbers: Uint16Array,
  starts: Float64Array,
  lengths: { readonly source: Uint16Array; readonly target: Uint16Array },
): number {
  const seen = new Set<string>();
  starts.forEach((start, i) => {
    const tokens = numbers.subarray(start, start + lengths.source[i] + lengths.target[i]);
    // Two bytes a token.
    const bytes = Buffer.from(tokens.buffer, tokens.byteOffset, tokens.byteLength);
    seen.add(`${lengths.source[i]} ${bytes.toString("utf16le")}`);
  });
  return starts.length - seen.size;
}

/** Where each list begins, and where the last one ends. */
function sums(lengths: Int32Array): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    offsets[i + 1] = offsets[i] + length;
  });
  return offsets;
}
