import { inference } from "../../layers/shared/inference.ts";
import type { AttendedSentence, AttentionMaps } from "../../report/translate/translation-attention.ts";
import { scope } from "../../tensor/memory.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { OptionError } from "../option-error.ts";
import type { SavedTranslator } from "./save.ts";
import { specialTokens, translator } from "./translator.ts";

/** Longer sentences make maps that nobody can read. */
const mostPieces = 60;

/**
 * A page with the attention of every layer and head while sentences were translated. Throws an OptionError for a model
 * without attention.
 */
export async function attentionPageOf(
  { manifest, model, tokenizer }: SavedTranslator,
  folder: string,
  sentences: readonly string[],
  options: { readonly beam: number; readonly alpha: number },
): Promise<string> {
  const { begin, end } = specialTokens(tokenizer);
  const translations = await translator(model, tokenizer)(sentences, options);
  const attended: AttendedSentence[] = [];
  for (const [i, source] of sentences.entries()) {
    const best = translations[i].at(0);
    if (best === undefined) continue;
    const { text, tokens: target } = best;
    const read = [...tokenizer.encode(source), end];
    if (read.length > mostPieces || target.length + 1 > mostPieces) continue;
    const pieces = (ids: readonly number[]): string[] =>
      ids.map((id) => tokenizer.decode([id], { specials: "show" }).trim() || "␣");
    attended.push({
      source,
      translation: text,
      sourcePieces: pieces(read),
      readPieces: pieces([begin, ...target]),
      writtenPieces: pieces([...target, end]),
      attentions: attentionsOf(model, read, [begin, ...target]),
    });
  }
  if (attended.every(({ attentions }) => attentions.length === 0)) {
    throw new OptionError(
      attended.length === 0
        ? `attention is drawn for sentences of at most ${mostPieces} pieces; there was none`
        : `the attention of a Transformer is what is drawn, and ${folder} holds a ${manifest.model}`,
    );
  }
  const { translationAttention } = await import("../../report/translate/translation-attention.ts");
  return translationAttention({ folder, model: manifest.model, sentences: attended });
}

/** The weights of all attentions while the model reads a source and a target. */
function attentionsOf(
  model: SavedTranslator["model"],
  source: readonly number[],
  target: readonly number[],
): readonly AttentionMaps[] {
  return scope(() => {
    const maps: AttentionMaps[] = [];
    const [x, y] = [source, target].map((ids) => intTensor(Int32Array.from(ids), [1, ids.length]));
    model.call([x, y], {
      ...inference,
      onAttention(weights, name) {
        const match = /^(encoder|decoder)\.(?:layers\.)?(\d+)\.(self|cross)Attention$/.exec(name);
        if (match === null) return;
        const [, stack, layer, way] = match;
        const kind = way === "cross" ? "cross" : stack === "encoder" ? "encoder" : "decoder";
        maps.push({ kind, layer: Number(layer) + 1, heads: headsOf(weights) });
      },
    });
    return maps;
  });
}

/** [1, heads, queries, keys] as nested numbers. */
function headsOf(weights: Tensor): AttentionMaps["heads"] {
  const [, heads, queries, keys] = weights.shape;
  const all = weights.toArray();
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: queries }, (_query, query) => {
      const start = (head * queries + query) * keys;
      return Array.from(all.subarray(start, start + keys));
    }),
  );
}
