import { checkOptions } from "../../tensor/options.ts";
import { recordActivations } from "../../explaining/record-activations.ts";
import { integratedGradients } from "../../explaining/integrated-gradients.ts";
import { leaveOutTokens } from "../../explaining/leave-one-out.ts";
import { scale } from "../../ops/scale.ts";
import { slice } from "../../ops/slice.ts";
import type { TextExplanation, TextPart } from "../../report/explain/explain-data.ts";
import { shorten } from "../../report/drawing/format.ts";
import { scope } from "../../tensor/memory.ts";
import { intTensor, type Tensor } from "../../tensor/tensor.ts";
import { typed } from "../forecast/command-line.ts";
import { loadClassifier, type SavedClassifier } from "../classify/save.ts";
import { asOption, OptionError } from "../option-error.ts";
import { DataError, suggest } from "../table/data-error.ts";
import { gatePasses, kernelsInUse } from "./gate-data.ts";
import { perWord, readText, type ReadText } from "./text-reading.ts";

export interface ExplainTextOptions {
  /** The folder that a classifier was saved into. */
  readonly model: string;
  readonly text: string;
  /** The class that is explained. Default: the most probable one. */
  readonly class?: string;
  /** Places at which the model is differentiated. Default: 64. */
  readonly steps?: number;
}

export const defaultSteps = 64;

/**
 * Explains why a saved classifier puts a text into a class. Throws an OptionError or a DataError for what the user can
 * mend.
 */
export async function explainText(options: ExplainTextOptions, createdAt: Date = new Date()): Promise<TextExplanation> {
  checkOptions("explainText", options, { model: true, text: true, class: true, steps: true });
  const { model: folder, text, steps = defaultSteps } = options;
  const { manifest, network, reads } = networkOf(folder, await loadClassifier(folder));
  const read = readText(text, reads, manifest);
  const { tokens, unread, length } = read;
  const indices = tokens.map(({ index }) => index);
  const padding = length === null ? 0 : length - indices.length;
  const x = intTensor([[...Array.from({ length: padding }, () => 0), ...indices]]);
  const inside = recordActivations(network, x);
  const probabilities =
    inside.output.length === 1 ? [1 - inside.output[0], inside.output[0]] : Array.from(inside.output);
  const predicted = probabilities.indexOf(Math.max(...probabilities));
  const explained = options.class === undefined ? predicted : placeOf(options.class, manifest.classes);
  const of = probabilityOf(explained, manifest.classes.length);
  const { values, output, baseline, error } = scope(() =>
    asOption(() =>
      integratedGradients(network, x, {
        of,
        steps,
        baseline: length === null ? "zeros" : intTensor(new Int32Array(length), [1, length]),
      }),
    ),
  );
  const attributions = values.subarray(padding);
  const missed = leaveOutTokens(network, indices, { of, ...(length === null ? {} : { length }) });
  const words = tokens.map(({ name }) => name);
  return {
    title: `Why ${manifest.classes[predicted]}: a text and ${manifest.model}`,
    createdAt: createdAt.toISOString(),
    commandLine: typed("lookback explain", folder, {
      text: shorten(text, 300),
      class: options.class,
      steps: options.steps,
    }),
    folder,
    model: manifest.model,
    ...kernelsInUse(),
    output,
    baseline,
    baselineMeaning:
      length !== null ? "padding alone" : read.isBag ? "a text without words" : "as many words that say nothing",
    steps,
    error,
    classes: manifest.classes.map((name, i) => ({ name, probability: probabilities[i] })),
    explained: manifest.classes[explained],
    predicted: manifest.classes[predicted],
    ...shownParts(read, attributions),
    unread,
    features: tokens.map(({ name, place, known }, i) => ({
      name,
      place,
      known,
      attribution: attributions[i],
      leaveOneOut: missed[i],
    })),
    words,
    passes: gatePasses(inside.passes, padding),
    attentions: inside.attentions.map(({ layer, weights }) => ({
      layer,
      weights: weights.map((head) => head.slice(padding).map((row) => Array.from(row.subarray(padding)))),
    })),
    notes: notesOn(read, manifest.length, padding, words.length),
  };
}

/** The network of a classifier. Throws a DataError when it has none. */
function networkOf(
  folder: string,
  { manifest, classifier, reads }: SavedClassifier,
): { readonly manifest: SavedClassifier["manifest"]; readonly network: Model; readonly reads: Reads } {
  if (classifier.kind === "network" && reads !== null) return { manifest, network: classifier.model, reads };
  throw new DataError(`holds ${manifest.model}, which predicts the same for every text`, {
    file: folder,
    help: "explain a model that reads texts: choose models for lookback classify (--models)",
  });
}

type Model = Extract<SavedClassifier["classifier"], { readonly kind: "network" }>["model"];
type Reads = NonNullable<SavedClassifier["reads"]>;

function placeOf(name: string, classes: readonly string[]): number {
  const place = classes.indexOf(name);
  if (place < 0) throw new OptionError(`there is no class "${name}"; help: ${suggest(name, classes)}`);
  return place;
}

/** The probability of one class from a model's output, which for two classes is that of the second alone. */
function probabilityOf(place: number, classes: number): (output: Tensor) => Tensor {
  if (classes > 2) return (output) => slice(output, place, 1);
  return (output) => (place === 1 ? scale(output, 1) : scale(output, -1, 1));
}

/** Unread words that are shown before those that are read. */
const mostUnread = 60;

function shownParts(
  { pieces, tokens, unread }: ReadText,
  attributions: ArrayLike<number>,
): {
  readonly parts: readonly TextPart[];
  readonly unshown: number;
} {
  const count = pieces.reduce((sum, { words }) => sum + words.length, 0);
  const added = perWord(tokens, attributions, count);
  let at = 0;
  const parts = pieces.map(({ text, words }): TextPart & { readonly end: number } => {
    const begin = at;
    at += words.length;
    const isRead = at > unread || (unread === 0 && words.length === 0);
    return {
      text,
      end: at,
      attribution: isRead ? added.subarray(begin, at).reduce((sum, value) => sum + value, 0) : null,
    };
  });
  const shown = parts.filter(({ end }) => end > unread - mostUnread);
  return {
    parts: shown.map(({ text, attribution }) => ({ text, attribution })),
    unshown: Math.max(0, unread - mostUnread),
  };
}

function notesOn({ tokens, unread, isBag }: ReadText, most: number, padding: number, read: number): string[] {
  const unknown = tokens.filter(({ known }) => !known).length;
  const all = unread + read;
  return [
    ...(unread === 0
      ? []
      : [
          `The text has ${all} words, and the model reads the last ${most}: the first ${unread} were cut off ` +
            "before anything else.",
        ]),
    ...(unknown === 0
      ? []
      : [`${unknown} of ${read} words are not in the model's vocabulary; it reads the same stand-in for all of them.`]),
    ...(padding === 0
      ? []
      : [`The model reads ${padding} steps of padding in front of the text, which are not shown.`]),
    ...(isBag
      ? [
          "A bag knows which words, pairs of words or runs of characters are in a text, not where or how often: what " +
            "one adds is shared out to all places where it stands.",
        ]
      : []),
  ];
}
