import type { SavedTranslator } from "./save.ts";

export async function attentionPageOf(
  _saved: SavedTranslator,
  _sentences: readonly string[],
  _options: { readonly beam: number; readonly alpha: number },
): Promise<string> {
  throw new Error("not there yet");
}
