import { sqlName, textOf } from "./engine.ts";
import type { Source } from "./source.ts";

/** Which sign stands before the decimals; the other one then groups thousands. */
export type Decimal = "point" | "comma";

type Column = Source["columns"][number];

/** Whether a column holds texts that may be numbers; other types are numbers, or never are. */
export function holdsTexts({ type }: Column): boolean {
  return type === "VARCHAR" || type === "JSON";
}

/** Signs that group thousands and nothing else: apostrophes and every kind of blank. */
const groupSigns = "['’ \u00a0\u2009\u202f]";

/**
 * SQL for a column's numbers, null where there is none: "1041.4", "1,041.4", "1'041.4" and "1 041.4" with a point,
 * "1041,4", "1.041,4" and the same with a comma. A sign of thousands counts only where groups of three follow it.
 * Columns of other types give "NULL".
 */
export function numberSql(column: Column, decimal: Decimal): string {
  if (/^(?:BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(column.type)) {
    return `${sqlName(column.name)}::DOUBLE`;
  }
  if (!holdsTexts(column)) return "NULL";
  const text = textOf(column);
  const [sign, other] = decimal === "point" ? [".", ","] : [",", "."];
  const plain = (number: string): string =>
    `TRY_CAST(${decimal === "point" ? number : `replace(${number}, ',', '.')`} AS DOUBLE)`;
  const grouped = (group: string): string =>
    `regexp_matches(${text}, '^[+-]?[1-9]\\d{0,2}(?:${group.replaceAll("'", "''")}\\d{3})+(?:[${sign}]\\d*)?$')`;
  const whole =
    `CASE WHEN ${grouped(`[${other}]`)} THEN ${plain(`replace(${text}, '${other}', '')`)} ` +
    `WHEN ${grouped(groupSigns)} THEN ` +
    `${plain(`regexp_replace(${text}, '${groupSigns.replaceAll("'", "''")}', '', 'g')`)} END`;
  // Most cells are plain numbers, and the patterns take long.
  const first = decimal === "point" ? plain(text) : `CASE WHEN NOT contains(${text}, '.') THEN ${plain(text)} END`;
  return `coalesce(${first}, ${whole})`;
}

/** SQL for a column of texts: 1 where it says true or yes, in any case of letters, 0 for false or no, else null. */
export function booleanSql(column: Column): string {
  if (!holdsTexts(column)) return "NULL";
  const text = `lower(${textOf(column)})`;
  return `(CASE WHEN ${text} IN ('true', 'yes') THEN 1 WHEN ${text} IN ('false', 'no') THEN 0 END)::DOUBLE`;
}

/** SQL that is true where a number reads as 1.234 in one way and as 1234 in the other. */
export function readsBothWays(column: Column): string {
  return `regexp_matches(${textOf(column)}, '^[+-]?[1-9]\\d{0,2}[.,]\\d{3}$')`;
}

export interface DecimalCounts {
  /** Cells that are numbers with a decimal point, and with a decimal comma. */
  readonly point: number;
  readonly comma: number;
  /** Cells that are other numbers in the two. */
  readonly either: number;
}

/** The decimal sign of a column by all of its cells; null where both read it, as other numbers. */
export function decimalOf({ point, comma, either }: DecimalCounts): Decimal | null {
  if (point !== comma) return comma > point ? "comma" : "point";
  return either > 0 ? null : "point";
}
