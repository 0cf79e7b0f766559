/** What the bytes 128 to 159 stand for; five of them for nothing, which stay control characters. */
const high = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/**
 * The text of bytes in Windows-1252, of which Latin-1 is the part without those letters. TextDecoder knows it by name,
 * but leaves them out in Node 20 to 23.
 */
export function decodeWindows1252(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (letter) => high[letter.charCodeAt(0) - 0x80]);
}
