import { fold, permutation, randomWords, type RandomKey } from "../../tensor/random.ts";

/** How long the source and the target of each pair are, in tokens, as they will stand in a batch. */
export interface PairLengths {
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/** The batches of one pass, in their order: numbers of pairs. */
export type PairBatches = readonly Int32Array[];

/** So many more batches are made than there would have to be. */
const moreBatches = 0.05;

/**
 * Fills batches with pairs of like lengths: rows · longest ≤ tokensPerBatch, where `longest` is the longest source or
 * target in the batch. This is how fairseq counts its --max-tokens; on the other side of the batch there may be fewer.
 *
 * Pairs are ordered by the longer of their two lengths and then by the difference of the two, up and down in turns, so
 * that both sides of neighbours are about equally long; then the line is cut. With the key of a pass, the order of
 * equal pairs, the place of the first cut (and with it of all others), and the order of the batches are drawn from it.
 * Their number is batchCount's, whatever the key: some 5 % more than fullest batches would take, the cuts that are left
 * over being made where they save most padding.
 *
 * Without a key: equal pairs in order, fullest batches, the shortest first.
 */
export function pairBatches(lengths: PairLengths, tokensPerBatch: number, key: RandomKey | null): PairBatches {
  const longer = longerSides(lengths);
  const rising = longer.toSorted();
  if (key === null) {
    const inOrder = longer.map((_, i) => i);
    return parts(ordered(longer, lengths, inOrder), cuts(rising, tokensPerBatch, tokensPerBatch));
  }
  const order = ordered(longer, lengths, permutation(fold(key, "pairs"), longer.length));
  const [word] = randomWords(fold(key, "first cut"), 1);
  const ends = cuts(rising, tokensPerBatch, Math.ceil(tokensPerBatch * (0.25 + (0.75 * word) / 2 ** 32)));
  const count = batchCount(lengths, tokensPerBatch, true);
  const batches = cutFurther(parts(order, ends), lengths, count);
  return Array.from(permutation(fold(key, "batches"), count), (i) => batches[i]);
}

/** How many batches pairBatches makes, with keys or without. */
export function batchCount(lengths: PairLengths, tokensPerBatch: number, drawn: boolean): number {
  const rising = longerSides(lengths).toSorted();
  const fewest = cuts(rising, tokensPerBatch, tokensPerBatch).length;
  return drawn ? Math.min(fewest + Math.ceil(fewest * moreBatches), rising.length) : fewest;
}

function longerSides({ source, target }: PairLengths): Int32Array {
  return source.map((length, i) => Math.max(length, target[i]));
}

/**
 * `pairs` by the longer length, then by the difference, rising and falling in turns. Equal ones stay in their order.
 */
function ordered(longer: Int32Array, { source, target }: PairLengths, pairs: Int32Array): Int32Array {
  return pairs.toSorted((a, b) => {
    if (longer[a] !== longer[b]) return longer[a] - longer[b];
    const difference = source[a] - target[a] - (source[b] - target[b]);
    return longer[a] % 2 === 0 ? difference : -difference;
  });
}

/**
 * Where batches end when each takes as many of the rising lengths as fit; the first has a limit of its own, but at
 * least one pair.
 */
function cuts(rising: Int32Array, limit: number, firstLimit: number): number[] {
  const ends: number[] = [];
  let start = 0;
  rising.forEach((length, i) => {
    const allowed = ends.length === 0 ? firstLimit : limit;
    if (i > start && (i + 1 - start) * length > allowed) {
      ends.push(i);
      start = i;
    }
  });
  ends.push(rising.length);
  return ends;
}

function parts(order: Int32Array, ends: readonly number[]): PairBatches {
  return ends.map((end, i) => order.subarray(i === 0 ? 0 : ends[i - 1], end));
}

/** Cuts batches in two, each time where it saves most padding, until there are `count`. */
function cutFurther(batches: PairBatches, lengths: PairLengths, count: number): PairBatches {
  const all = batches.map((batch) => ({ batch, cut: bestCut(batch, lengths) }));
  while (all.length < count) {
    const most = all.reduce((best, { cut }, i) => (cut.saves > all[best].cut.saves ? i : best), 0);
    const { batch, cut } = all[most];
    const halves = [batch.subarray(0, cut.at), batch.subarray(cut.at)];
    all.splice(most, 1, ...halves.map((half) => ({ batch: half, cut: bestCut(half, lengths) })));
  }
  return all.map(({ batch }) => batch);
}

/** Where to cut a batch in two so that most cells are saved; a batch of one pair is not to be cut. */
function bestCut(batch: Int32Array, { source, target }: PairLengths): { readonly at: number; readonly saves: number } {
  const widthOfFirst = widths(batch, source, target);
  const widthOfLast = widths(batch.toReversed(), source, target);
  const { length } = batch;
  let [at, saves] = [0, -1];
  for (let i = 1; i < length; i++) {
    const saved =
      length * widthOfFirst[length - 1] - i * widthOfFirst[i - 1] - (length - i) * widthOfLast[length - i - 1];
    if (saved > saves) [at, saves] = [i, saved];
  }
  return { at, saves };
}

/** The longest source and the longest target of the first 1, 2, 3 … pairs, added. */
function widths(pairs: Int32Array, source: Int32Array, target: Int32Array): Int32Array {
  let [longestSource, longestTarget] = [0, 0];
  return pairs.map((pair) => {
    longestSource = Math.max(longestSource, source[pair]);
    longestTarget = Math.max(longestTarget, target[pair]);
    return longestSource + longestTarget;
  });
}
