import { formatStep } from "../../data/series/durations.ts";
import type { LeftOutColumn } from "./columns.ts";
import type { Diagnosis, Finding, Place } from "./diagnosis.ts";

/** A diagnosis in words: one line for what the table is, then one for everything odd. */
export function describeDiagnosis(diagnosis: Diagnosis): string[] {
  const { reading, gaps, duplicates, outOfOrder, offGrid, unreadableTimes, missing, sentinels, constant } = diagnosis;
  const { time, badLines } = reading;
  const lines: string[] = [
    `${diagnosis.source}: ${number(diagnosis.rows)} rows, ${plural(diagnosis.columns.length, "column")} of ` +
      `numbers, ${diagnosis.first} to ${diagnosis.last}, ${stepText(diagnosis)}`,
    `read as ${reading.format}; time from "${time.column}" (${time.format}${time.zone === "utc" ? ", in UTC" : ""})`,
  ];
  const say = (line: string | false): void => void (line !== false && lines.push(line));

  say(reading.encoding === "latin-1" && "text is not UTF-8; it was read as Latin-1 (Windows-1252)");
  say(reading.encoding === "utf-16" && "text is UTF-16");
  say(
    time.ambiguous &&
      `every row of "${time.column}" can be read in several ways; it was read as ${time.format}, in which rows ` +
        "follow each other at one step",
  );
  say(
    time.zone === "mixed" &&
      `some times in "${time.column}" name their distance from UTC and some do not; these were taken as UTC`,
  );
  say(
    time.parts !== undefined &&
      time.parts.length > 0 &&
      `times put together from ${time.parts.map(quoted).join(" and ")}`,
  );
  say(time.timeZone !== undefined && `times by the clock of ${time.timeZone} were turned into UTC`);
  const { series } = reading;
  say(
    series !== undefined &&
      `${plural(series.count, "series", "series")} share the times: column "${series.column}" tells them apart ` +
        `(${series.first.slice(0, 3).map(quoted).join(", ")}${series.count > 3 ? ", …" : ""})`,
  );
  for (const { from, to } of reading.renamed)
    say(from.trim() !== to && `column name repaired: ${quoted(from)} is called "${to}"`);
  for (const name of reading.booleans ?? [])
    lines.push(`column "${name}" read as 1 for true or yes, 0 for false or no`);
  for (const { name, reason, example } of reading.leftOut) {
    say(`column "${name}" left out: ${held[reason]}${example === null ? "" : `, such as ${quoted(example)}`}`);
  }
  const badPlaces = badLines.first.map(({ line, problem }) => `line ${line} (${problem})`);
  say(badLines.count > 0 && `${plural(badLines.count, "line")} left out: ${list(badPlaces, badLines.count)}`);
  for (const { column, count, examples } of reading.unreadable) {
    say(
      `column "${column}": ${plural(count, "cell")} ${count === 1 ? "is" : "are"} no number, such ` +
        `as ${examples.map(quoted).join(", ")}`,
    );
  }
  say(
    unreadableTimes.count > 0 && `${plural(unreadableTimes.count, "time")} cannot be read: ${places(unreadableTimes)}`,
  );
  say(outOfOrder.count > 0 && `${plural(outOfOrder.count, "row")} earlier than the row before: ${places(outOfOrder)}`);
  const sameOrNot = duplicates.different === 0 ? "" : `, ${number(duplicates.different)} with other values`;
  say(
    duplicates.count > 0 &&
      `${plural(duplicates.count, "row")} with a time that was there already${sameOrNot}: ${places(duplicates)}`,
  );
  say(
    diagnosis.regularity < 0.5 &&
      diagnosis.step > 0 &&
      "times are irregular: most rows do not follow each other at one step",
  );
  say(offGrid.count > 0 && `${plural(offGrid.count, "row")} between two steps: ${places(offGrid)}`);
  if (gaps.longest !== null) {
    const { longest } = gaps;
    const found = gaps.first.map(
      ({ from, to, rows, place }) => `${from} to ${to} (${plural(rows, "row")}, before ${lineOrRow(place)})`,
    );
    const most =
      gaps.count > 1 ? `, the longest ${plural(longest.rows, "row")} from ${longest.from} to ${longest.to}` : "";
    say(`${plural(gaps.count, "gap")}, ${plural(gaps.missingRows, "row")} missing${most}: ${list(found, gaps.count)}`);
  }
  say(
    diagnosis.daylightSaving &&
      "the clock seems to change between summer and winter time: an hour comes twice at the end of summer time; name " +
        "the zone to keep both (--time-zone)",
  );
  for (const { column, longest, ...finding } of missing) {
    const inARow = longest > 1 ? `, up to ${number(longest)} in a row` : "";
    say(`column "${column}": ${plural(finding.count, "value")} missing${inARow}: ${places(finding)}`);
  }
  for (const { column, value, ...finding } of sentinels) {
    say(
      `column "${column}": ${plural(finding.count, "value")} of ${short(value)}, which stands for ` +
        `missing (--keep ${short(value)} keeps it): ${places(finding)}`,
    );
  }
  for (const { column, value } of constant) say(`column "${column}" is always ${short(value)}`);
  return lines;
}

const held: Readonly<Record<LeftOutColumn["reason"], string>> = {
  empty: "it is empty",
  text: "it holds text",
  "other type": "it holds no single numbers",
  "only -9999": "it holds nothing but values that stand for missing",
};

function stepText({ step, stepUnit }: Diagnosis): string {
  if (step === 0) return "no two different times";
  return `every ${formatStep({ step, unit: stepUnit })}`;
}

function places({ count, first }: Finding): string {
  return list(
    first.map((place) => `${lineOrRow(place)} (${place.time})`),
    count,
  );
}

function lineOrRow({ row, line }: Place): string {
  return line === null ? `row ${row}` : `line ${line}`;
}

/** At most three of them, and how many more there are. */
function list(shown: readonly string[], count: number): string {
  const some = shown.slice(0, 3);
  return some.join(", ") + (count > some.length ? ` and ${number(count - some.length)} more` : "");
}

export function plural(count: number, noun: string, several = `${noun}s`): string {
  return `${number(count)} ${count === 1 ? noun : several}`;
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

/** A float32 number with the digits that it is good for. */
function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
