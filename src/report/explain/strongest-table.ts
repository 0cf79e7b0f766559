import { escapeText } from "../drawing/format.ts";
import { rowHead, scrollingTable } from "../drawing/table.ts";

/** One thing that a model reads and what it adds. */
export interface Strength {
  readonly name: string;
  /** A few words behind the name. */
  readonly note: string;
  readonly attribution: number;
  readonly leaveOneOut: number;
}

/** The strongest things for and against, with bars. */
export function strongestTable(
  rows: readonly Strength[],
  titles: { readonly name: string; readonly adds: string; readonly missed: string },
  show: (value: number) => string,
): string {
  const most = Math.max(Number.MIN_VALUE, ...rows.map(({ attribution }) => Math.abs(attribution)));
  const body = rows.map(({ name, note, attribution, leaveOneOut }) => {
    const width = (50 * Math.abs(attribution)) / most;
    const bar =
      attribution >= 0
        ? `<span class="better" style="left:50%;width:${width.toFixed(1)}%"></span>`
        : `<span class="worse" style="right:50%;width:${width.toFixed(1)}%"></span>`;
    const small = note === "" ? "" : ` <span class="note">${escapeText(note)}</span>`;
    return (
      `<tr>${rowHead(name, small)}` +
      `<td class="skill"><span class="number">${show(attribution)}</span><span class="bar"><span class="zero" ` +
      `style="left:50%"></span>${bar}</span></td>` +
      `<td>${show(leaveOneOut)}</td></tr>`
    );
  });
  const head =
    `<tr><th scope="col" class="model">${escapeText(titles.name)}</th><th scope="col" ` +
    `class="skill">${escapeText(titles.adds)}</th>` +
    `<th scope="col">${escapeText(titles.missed)}</th></tr>`;
  return `${scrollingTable(titles.name, "leaderboard strongest", head, body.join(""))}\n`;
}

/** The `count` largest in either direction, from most for to most against. */
export function strongestOf<Row extends Pick<Strength, "attribution">>(rows: readonly Row[], count: number): Row[] {
  return rows
    .filter(({ attribution }) => attribution !== 0)
    .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .slice(0, count)
    .toSorted((a, b) => b.attribution - a.attribution);
}
