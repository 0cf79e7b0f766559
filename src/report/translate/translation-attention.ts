import { escapeText } from "../drawing/format.ts";
import type { HeatScale } from "../drawing/heat/palette.ts";
import { attentionMap } from "../drawing/heat/attention-map.ts";
import { captioned, drawPage, type Section } from "../drawing/page.ts";

/** One attention of a model: how much each query attends to each key. */
export interface AttentionMaps {
  readonly kind: "encoder" | "decoder" | "cross";
  /** From 1. */
  readonly layer: number;
  /** weights[head][query][key] */
  readonly heads: readonly (readonly (readonly number[])[])[];
}

/** A sentence, its translation and what the model looked at. */
export interface AttendedSentence {
  readonly source: string;
  readonly translation: string;
  /** Pieces that the encoder reads. */
  readonly sourcePieces: readonly string[];
  /** Pieces that the decoder has read at each step: the beginning, then the translation. */
  readonly readPieces: readonly string[];
  /** Pieces that it writes at each step: the translation, then the end. */
  readonly writtenPieces: readonly string[];
  readonly attentions: readonly AttentionMaps[];
}

export interface TranslationAttention {
  readonly folder: string;
  readonly model: string;
  readonly sentences: readonly AttendedSentence[];
}

const kinds: Readonly<Record<AttentionMaps["kind"], { readonly name: string; readonly caption: string }>> = {
  cross: {
    name: "Translation looking at the sentence",
    caption:
      "Each row is a piece that is written, each column a piece of the sentence. Often one head follows the words " +
      "that belong together.",
  },
  encoder: {
    name: "The sentence looking at itself",
    caption: "Each row is a piece of the sentence that looks, each column one that is looked at.",
  },
  decoder: {
    name: "The translation looking back at itself",
    caption: "Each row is a piece that is written, each column a piece that was read before; none looks ahead.",
  },
};

/** A page that shows what a translator looked at, sentence by sentence, layer by layer, head by head. */
export function translationAttention({ folder, model, sentences }: TranslationAttention): string {
  const sections = sentences.map((sentence, i): Section => ({
    id: `sentence-${i + 1}`,
    short: `Sentence ${i + 1}`,
    title: sentence.source,
    body: `<p class="lead">${escapeText(sentence.translation)}</p>\n${sentenceMaps(sentence)}`,
  }));
  return drawPage({
    title: `Attention of ${folder}`,
    header:
      `<p class="eyebrow">${escapeText(`${model} · ${model}`)}</p>\n<h1>What the translator looked at</h1>\n` +
      `<p class="lead">Every map is a head of an attention. A row adds up to 1; the pointer reads a value out.</p>`,
    sections,
  });
}

function sentenceMaps(sentence: AttendedSentence): string {
  const { sourcePieces, readPieces, writtenPieces, attentions } = sentence;
  const sides = {
    cross: { rows: writtenPieces, columns: sourcePieces },
    encoder: { rows: sourcePieces, columns: sourcePieces },
    decoder: { rows: writtenPieces, columns: readPieces },
  };
  return (["cross", "encoder", "decoder"] as const)
    .map((kind) => {
      const own = attentions.filter((attention) => attention.kind === kind);
      const { name, caption } = kinds[kind];
      const layers = own.map(({ layer, heads }) => {
        const maps = heads.map((values, head) => headMap(`layer ${layer}, head ${head + 1}`, values, sides[kind]));
        return `<div class="heads">${maps.join("")}</div>`;
      });
      return own.length === 0 ? "" : captioned({ title: name, caption }, layers.join(""));
    })
    .join("");
}

function headMap(
  name: string,
  values: readonly (readonly number[])[],
  { rows, columns }: { readonly rows: readonly string[]; readonly columns: readonly string[] },
): string {
  const most = Math.max(...values.flat());
  const scale: HeatScale = { low: 0, high: most > 0 ? Number(most.toPrecision(3)) : 1, power: 2 };
  return attentionMap({ title: `Attention, ${name}`, name, values, scale, rows, columns });
}
