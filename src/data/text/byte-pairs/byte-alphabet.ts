/**
 * A printable character for every byte, as GPT-2 has it (Radford et al. 2019) and `tokenizer.json` files write it:
 * bytes that print in Latin-1 stand for themselves, the other 68 for U+0100 and on, in the order of the bytes. A space
 * is "Ġ".
 */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
})();

/** The byte that a character stands for. */
export const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  byteCharacters.map((character, byte) => [character, byte]),
);

/** All 256 characters, by their code points: the order in which they get their ids. */
export const byteAlphabet: readonly string[] = byteCharacters.toSorted((a, b) => a.charCodeAt(0) - b.charCodeAt(0));

function prints(byte: number): boolean {
  return (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
}
