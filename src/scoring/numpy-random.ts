const mask64 = (1n << 64n) - 1n;
const mask128 = (1n << 128n) - 1n;

/**
 * Integers from 0 to below `limit`, one at each call, the same as NumPy's default_rng(seed).integers(limit) gives.
 * Everything else here draws from keys and positions; this is for comparing with what was drawn by NumPy, such as
 * sacreBLEU's resampling.
 *
 * PCG64 (O'Neill 2014, "PCG: a family of simple fast space-efficient statistically good algorithms for random number
 * generation", XSL-RR 128/64), seeded by NumPy's SeedSequence, and Lemire's 2019 "Fast random integer generation in an
 * interval" on halves of 32 bits, the lower first.
 *
 * seed: 0 ≤ seed < 2³². limit: 1 … 2²¹, so that products stay exact.
 */
export function numpyIntegers(seed: number, limit: number): () => number {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RangeError(`a seed is an integer from 0 to 2^32 − 1, got ${seed}`);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 2 ** 21)
    throw new RangeError(`numbers are drawn below a limit from 1 to 2^21, got ${limit}`);
  if (limit === 1) return () => 0;
  const next = halves(pcg64(seedWords(seed)));
  const threshold = 2 ** 32 % limit;
  return () => {
    for (;;) {
      const product = next() * limit;
      if (product % 2 ** 32 >= threshold) return Math.floor(product / 2 ** 32);
    }
  };
}

function halves(next: () => bigint): () => number {
  let kept: number | null = null;
  return () => {
    if (kept !== null) {
      const high = kept;
      kept = null;
      return high;
    }
    const both = next();
    kept = Number(both >> 32n);
    return Number(both & 0xffffffffn);
  };
}

function pcg64(words: readonly bigint[]): () => bigint {
  const [start, stream] = [(words[0] << 64n) | words[1], (words[2] << 64n) | words[3]];
  const increment = ((stream << 1n) | 1n) & mask128;
  const step = (state: bigint): bigint => (state * 0x2360ed051fc65da44385df649fccf645n + increment) & mask128;
  let state = step((increment + start) & mask128);
  return () => {
    state = step(state);
    const both = (state >> 64n) ^ (state & mask64);
    const turn = state >> 122n;
    return ((both >> turn) | (both << (64n - turn))) & mask64;
  };
}

/** Four words of 64 bits from a seed of 32: the seed is mixed through a pool of four words of 32 bits. */
function seedWords(seed: number): readonly bigint[] {
  let factor = 0x43b0d7e5;
  const hashed = (value: number): number => {
    const crossed = value ^ factor;
    factor = Math.imul(factor, 0x931e8875);
    return folded(Math.imul(crossed, factor));
  };
  const pool = [seed, 0, 0, 0].map(hashed);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const mixed = Math.imul(0xca01f9dd, pool[to]) - Math.imul(0x4973f715, hashed(pool[from]));
      pool[to] = folded(mixed | 0);
    }
  }
  let other = 0x8b51f9dd;
  const words = Array.from({ length: 8 }, (_, i) => {
    const crossed = pool[i % 4] ^ other;
    other = Math.imul(other, 0x58f38ded);
    return BigInt(folded(Math.imul(crossed, other)) >>> 0);
  });
  return [0, 2, 4, 6].map((i) => (words[i + 1] << 32n) | words[i]);
}

function folded(value: number): number {
  return value ^ (value >>> 16);
}
