/** A tokenizer file that is not what we can read. */
export class TokenizerError extends Error {
  override readonly name: string = "TokenizerError";
}
