/** Four 32-bit words. */
export type Block = readonly [number, number, number, number];

/**
 * Ten rounds of Philox 4x32: four random 32-bit words for a key of two words and a counter of four. Equal arguments
 * give equal words. Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
 */
export function philox(key: { readonly low: number; readonly high: number }, counter: Block): Block {
  let [a, b, c, d] = counter;
  let { low, high } = key;
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(0xd2511f53, a);
    const high1 = highWord(0xcd9e8d57, c);
    const [low0, low1] = [Math.imul(0xd2511f53, a), Math.imul(0xcd9e8d57, c)];
    a = high1 ^ b ^ low;
    b = low1;
    c = high0 ^ d ^ high;
    d = low0;
    low = (low + 0x9e3779b9) | 0;
    high = (high + 0xbb67ae85) | 0;
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** The high word of a 32 × 32 bit product, by halves of 16 bits: doubles hold no more than 53 bits exactly. */
function highWord(x: number, y: number): number {
  const [xHigh, xLow, yHigh, yLow] = [x >>> 16, x & 0xffff, y >>> 16, y & 0xffff];
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  const other = xLow * yHigh + (middle & 0xffff);
  return xHigh * yHigh + (middle >>> 16) + (other >>> 16);
}
