import Table from "cli-table3";

/** A plain table: titles, then rows; the first column to the left, the others to the right. */
export function drawTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...titles],
    colAligns: titles.map((_, column) => (column === 0 ? "left" : "right")),
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "  ",
    },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
