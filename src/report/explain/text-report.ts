import { escapeText, showNumber, showPercent } from "../drawing/format.ts";
import type { Section } from "../drawing/page.ts";
import { attentionFigures } from "./attention-figures.ts";
import { colouredText, showPoints } from "./coloured-text.ts";
import type { TextExplanation, TextFeature } from "./explain-data.ts";
import { drawExplanation } from "./explain-page.ts";
import { textGateFigures } from "../drawing/gates/gate-figures.ts";
import { strongestOf, strongestTable } from "./strongest-table.ts";

/** Why a classifier puts a text into a class, as one HTML document that needs nothing else. */
export function textReport(data: TextExplanation): string {
  const { model, classes, explained, predicted, output, baseline, baselineMeaning, passes, attentions, words } = data;
  const about = explained === predicted ? "" : ` Explained here is ${explained}.`;
  const sections: Section[] = [
    { id: "text", short: "Text", title: "What each word adds", body: colouredText(data) },
    {
      id: "strongest",
      short: "Strongest",
      title: "The strongest",
      body: strongestTable(
        strongestOf(data.features, mostRows).map((feature) => ({ ...feature, note: noteOf(feature) })),
        { name: "read", adds: `adds, in points for ${explained}`, missed: "missed without it" },
        showPoints,
      ),
    },
    ...(passes.length === 0
      ? []
      : [
          {
            id: "gates",
            short: "Gates",
            title: "What the network keeps and forgets",
            body: `<p>${escapeText(gatesCaption)}</p>\n${textGateFigures(passes, words)}`,
          },
        ]),
    ...(attentions.length === 0
      ? []
      : [
          {
            id: "attention",
            short: "Attention",
            title: "Which word looks at which",
            body: attentionFigures(attentions, words),
          },
        ]),
  ];
  return drawExplanation(
    data,
    {
      answer: `${model} takes this text for ${predicted}.`,
      detail:
        `The probability of ${explained} is ${showPercent(output)}; for ${baselineMeaning} it is ` +
        `${showPercent(baseline)}. ` +
        `The words make up the difference.${about}`,
      numbers: classes
        .toSorted((a, b) => b.probability - a.probability)
        .slice(0, mostClasses)
        .map(({ name, probability }) => [name, showPercent(probability)]),
    },
    sections,
    (value) => `${showPoints(value)} points`,
  );
}

/** Rows of the table of the strongest. */
const mostRows = 20;

/** Classes whose probabilities stand at the top. */
const mostClasses = 6;

const gatesCaption =
  "The network reads word by word. At each word its gates decide, unit by unit, what is stored, kept and shown. " +
  "Point at or tap a cell for its value; with the keyboard, go to the maps and use the arrow keys.";

function noteOf({ place, known }: TextFeature): string {
  return [
    ...(place === null ? [] : [`word ${showNumber(place, 0)}`]),
    ...(known ? [] : ["not in the vocabulary"]),
  ].join(", ");
}
