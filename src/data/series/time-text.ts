import { formatTime } from "./calendar.ts";
import { writeDate } from "./date-forms.ts";
import type { Table } from "./table.ts";

/** A time as the source of a table writes its times. */
export function timeText({ dateForm }: Pick<Table, "dateForm">, time: number): string {
  return dateForm === undefined ? formatTime(time) : writeDate(time, dateForm);
}
