import { expectAgreement, type SavedKind } from "../saved-folder.ts";
import type { EncoderDecoder } from "./encoder-decoder.ts";

/**
 * Throws a DataError unless a model has as many tokens on both sides as its vocabulary, which one file of its folder
 * holds.
 */
export function expectVocabularies(
  folder: string,
  { spec }: EncoderDecoder,
  { file, tokens }: { readonly file: string; readonly tokens: number },
  kind: SavedKind,
): void {
  if (spec.kind !== "transformer" && spec.kind !== "recurrentEncoderDecoder") return;
  const { options } = spec;
  const sides = [
    { side: "source", size: options.sourceVocabularySize },
    { side: "target", size: options.vocabularySize },
  ];
  for (const { side, size } of sides) {
    expectAgreement(
      folder,
      { file, says: `has ${tokens} tokens`, value: tokens },
      { file: "model.json", says: `has a ${side} vocabulary of ${size}`, value: size },
      kind,
    );
  }
}
