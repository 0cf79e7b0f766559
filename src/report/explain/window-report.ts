import { decimalsFor, escapeText, showHours, showMoment, showNumber, withUnit } from "../drawing/format.ts";
import type { HeatScale } from "../drawing/heat/palette.ts";
import { heatLegend } from "../drawing/heat/strips.ts";
import { captioned, type ReportOptions } from "../drawing/page.ts";
import type { WindowExplanation } from "./explain-data.ts";
import { drawExplanation } from "./explain-page.ts";
import { stripsOverTime, windowGateFigures, windowGatesCaption } from "../drawing/gates/gate-figures.ts";
import { signedScale } from "../drawing/gates/gate-parts.ts";
import { strongestOf, strongestTable } from "./strongest-table.ts";

/** Columns whose attributions are drawn; all are in the table. */
const mostColumns = 12;

/** Why a network forecasts what it does from one window, as one HTML document that needs nothing else. */
export function windowReport(data: WindowExplanation, { document }: ReportOptions = {}): string {
  const { model, target, unit, times, output, baseline, baselineMeaning, horizonHours, truth, last, columns, passes } =
    data;
  const decimals = Math.max(1, decimalsFor([output - baseline], 2));
  const show = (value: number | null): string => withUnit(showNumber(value, decimals), unit);
  const signed = (value: number): string =>
    `${value > 0 && Number(value.toFixed(decimals + 1)) !== 0 ? "+" : ""}${showNumber(value, decimals + 1)}`;
  const now = times[times.length - 1];
  return drawExplanation(
    data,
    {
      answer:
        `${model} expects ${bare(target)} to be ${show(output)} ${showHours(horizonHours)} after ` +
        `${showMoment(now)}.`,
      detail:
        `From ${baselineMeaning} it would expect ${show(baseline)}. The readings of the window make up ` +
        `the difference.`,
      numbers: [
        ["forecast", show(output)],
        ["last reading", show(last)],
        ...(truth === null ? [] : [["what came", show(truth)] as const]),
      ],
    },
    [
      {
        id: "when",
        short: "When",
        title: "What each reading adds",
        body: attributionFigure(data, document),
      },
      {
        id: "columns",
        short: "Columns",
        title: "What each column adds",
        body: strongestTable(
          strongestOf(columns, columns.length).map((column) => ({ ...column, note: "" })),
          {
            name: "column",
            adds: `adds${unit === "" ? "" : `, in ${withUnit("", unit).trim()}`}`,
            missed: "missed without it",
          },
          signed,
        ),
      },
      ...(passes.length === 0
        ? []
        : [
            {
              id: "gates",
              short: "Gates",
              title: "What the network keeps and forgets",
              body: `<p>${escapeText(windowGatesCaption)}</p>\n${windowGateFigures(data, document)}`,
            },
          ]),
    ],
    (value) => withUnit(signed(value), unit),
  );
}

/** Attributions of the strongest columns over the window, and what would be missed without each step. */
function attributionFigure(data: WindowExplanation, document: Document | undefined): string {
  const { columns, attributions, leaveOneOut, unit } = data;
  const chosen = columns
    .map((column, place) => ({ ...column, place }))
    .toSorted((a, b) => size(attributions[b.place]) - size(attributions[a.place]))
    .slice(0, mostColumns);
  const scale: HeatScale = { ...signedScale(chosen.map(({ place }) => attributions[place])), power: 2 };
  const missed: HeatScale = { ...signedScale([leaveOneOut]), power: 2 };
  const strips = [
    ...chosen.map(({ name, place }) => ({ name, values: [attributions[place]], scale, rowHeight: 14 })),
    { name: "missed without the step", values: [leaveOneOut], scale: missed, rowHeight: 14 },
  ];
  const omitted = columns.length - chosen.length;
  const legend =
    `<dl class="parts"><div><dt>columns</dt><dd>what a reading ` +
    `adds${unit === "" ? "" : `, in ${escapeText(withUnit("", unit).trim())}`}</dd>` +
    `<dd>${heatLegend(scale, decimalsFor([scale.high], 2))}</dd></div>` +
    "<div><dt>the step</dt><dd>what is missed when all readings of the step are " +
    `replaced</dd><dd>${heatLegend(missed, decimalsFor([missed.high], 2))}</dd></div></dl>`;
  return captioned(
    {
      title: "Column by column, step by step",
      caption:
        `Yellow makes the forecast higher, blue makes it lower, grey does nothing; colours follow the ` +
        `square root.${omitted > 0 ? ` The ${omitted} weakest columns are not drawn.` : ""}`,
    },
    legend +
      stripsOverTime(
        { title: "What each reading adds", rows: [], strips },
        data,
        document,
        Math.max(2, decimalsFor([scale.high], 3)),
      ),
    "heat",
  );
}

/** A column's name without the unit in brackets behind it. */
function bare(name: string): string {
  return name.replace(/\s*[([][^()[\]]*[)\]]\s*$/, "") || name;
}

function size(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}
