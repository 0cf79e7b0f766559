import { showPoints } from "../report/explain/coloured-text.ts";
import type { TextExplanation, WindowExplanation } from "../report/explain/explain-data.ts";
import { strongestOf } from "../report/explain/strongest-table.ts";
import { decimalsFor, showMoment, showNumber, showPercent, withUnit } from "../report/drawing/format.ts";

/** Names in a line of the terminal. */
const most = 6;

/** What is said of an explained text on the terminal. */
export function textLines(data: TextExplanation, out: string): readonly string[] {
  const { model, predicted, explained, classes, output, baseline, baselineMeaning, features, notes } = data;
  const sure = classes.find(({ name }) => name === predicted)?.probability ?? null;
  const named = strongestOf(features, features.length).map(({ name, attribution }) => ({
    attribution,
    text: `${name} ${showPoints(attribution)}`,
  }));
  return [
    `${model}: ${predicted} (${showPercent(sure)}); ${explained} ${showPercent(output)}, for ` +
      `${baselineMeaning} ${showPercent(baseline)}`,
    ...sides(named, explained),
    ...notes,
    `written to ${out}`,
  ];
}

/** What is said of an explained window on the terminal. */
export function windowLines(data: WindowExplanation, out: string): readonly string[] {
  const { model, times, output, baseline, baselineMeaning, unit, truth, columns, notes } = data;
  const decimals = Math.max(2, decimalsFor([output - baseline], 2));
  const show = (value: number): string => withUnit(showNumber(value, decimals), unit);
  const named = strongestOf(columns, columns.length).map(({ name, attribution }) => ({
    attribution,
    text: `${name} ${attribution > 0 ? "+" : ""}${show(attribution)}`,
  }));
  return [
    `${model}, ${showMoment(times[times.length - 1])}: ${show(output)}` +
      (truth === null ? "" : `, the true value is ${show(truth)}`) +
      `; from ${baselineMeaning} ${show(baseline)}`,
    ...sides(named, "a higher forecast"),
    ...notes,
    `written to ${out}`,
  ];
}

function sides(
  named: readonly { readonly text: string; readonly attribution: number }[],
  explained: string,
): readonly string[] {
  const list = (chosen: typeof named): string =>
    chosen
      .slice(0, most)
      .map(({ text }) => text)
      .join(", ");
  const [forIt, against] = [
    named.filter(({ attribution }) => attribution > 0),
    named.filter(({ attribution }) => attribution < 0).toReversed(),
  ];
  return [
    ...(forIt.length === 0 ? [] : [`for ${explained}: ${list(forIt)}`]),
    ...(against.length === 0 ? [] : [`against: ${list(against)}`]),
  ];
}
