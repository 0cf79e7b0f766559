import { plural } from "./describe.ts";
import type { Repairs } from "./repair.ts";

/** What repair did, in words: one line for each kind of change, none where nothing was changed. */
export function describeRepairs(repairs: Repairs): string[] {
  const { addedRows, filledRows, carriedRows, holeRows } = repairs;
  const lines: (string | false)[] = [
    repairs.sortedRows > 0 && `rows sorted by time: ${plural(repairs.sortedRows, "row")} came before an earlier one`,
    repairs.droppedUnreadableTimes > 0 &&
      `${plural(repairs.droppedUnreadableTimes, "row")} without a readable time left out`,
    repairs.droppedDuplicates > 0 &&
      `${plural(repairs.droppedDuplicates, "row")} with the time of another left out; the first was kept`,
    repairs.movedRows > 0 && `${plural(repairs.movedRows, "row")} moved to the nearest step`,
    addedRows > 0 && `${plural(addedRows, "row")} added where there was a gap`,
    ...repairs.columns.map(({ column, sentinels, filled }) => {
      const parts = [
        sentinels > 0 && `${plural(sentinels, "value")} taken for missing`,
        filled > 0 && `${plural(filled, "value")} filled in`,
      ];
      return `column "${column}": ${parts.filter((part) => part !== false).join(", ")}`;
    }),
    filledRows > 0 &&
      `${plural(filledRows, "row")} with something filled in: no forecast starts there, and no value filled in is ` +
        "scored",
    carriedRows > 0 &&
      `${plural(carriedRows, "newest row", "newest rows")} without all inputs: their last known values stand in, and ` +
        "forecasts start there",
    holeRows > 0 && `${plural(holeRows, "row")} not known and too many in a row to fill: no window touches them`,
  ];
  return lines.filter((line) => line !== false);
}
