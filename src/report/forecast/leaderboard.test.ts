import { expect, test } from "vitest";
import { exampleForecast, readMarkup } from "../../../test/report.ts";
import type { ForecastRow } from "./forecast-data.ts";
import { describeLeaderboard, drawLeaderboard } from "./leaderboard.ts";

const data = exampleForecast();

function withRows(rows: readonly ForecastRow[]): typeof data {
  return { ...data, leaderboard: { ...data.leaderboard, rows } };
}

/** Text of the cells of one row. */
function cells(table: string, row: number): string[] {
  const [, body] = table.split("<tbody>");
  const text = body.split("</tr>")[row];
  return [...text.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) =>
    cell.replace(/<[^>]*>/g, "").replaceAll("\u00a0", " "),
  );
}

test("the leaderboard is a table with one row per model, best validation error first", () => {
  const table = drawLeaderboard(data);
  const { counts, problems } = readMarkup(table);
  expect(problems).toEqual([]);
  expect([counts.get("table"), counts.get("tr"), counts.get("td")]).toEqual([1, 5, 3 * 11]);
  expect(cells(table, 0)).toEqual([
    "GRU chosennote on GRU",
    "1.88",
    "",
    "+27 %",
    "2.63",
    "0.99",
    "1.31",
    "78 %",
    "1.69",
    "6 of 8",
    "1 h 07 min",
    "4,641",
  ]);
  expect(cells(table, 1)).toEqual([
    "naive best referencenote on naive",
    "2.57",
    "",
    "",
    "3.60",
    "1.35",
    "1.80",
    "78 %",
    "2.31",
    "–",
    "–",
    "–",
  ]);
  expect(cells(table, 2)).toEqual([
    "densenote on dense",
    "2.88",
    "",
    "−12 %",
    "4.03",
    "1.52",
    "2.02",
    "78 %",
    "2.59",
    "2 of 5",
    "31.0 s",
    "107,585",
  ]);
});

/** Kind and width in per cent of each bar, and where its lines are. */
function bars(table: string): [string, number, ...number[]][] {
  return [...table.matchAll(/<span class="bar" aria-hidden="true">(.*?)<\/span><\/td>/g)].map(([, inside]) => {
    const [, kind, width] = /class="((?:better|worse)[^"]*)" style="left:0;width:([\d.]+)%"/.exec(inside) ?? [];
    const lines = [...inside.matchAll(/class="zero" style="left:([\d.]+)%"/g)].map(([, left]) => Number(left));
    return [kind, Number(width), ...lines];
  });
}

test("bars show errors from zero, on one scale, with a line at the reference's", () => {
  expect(bars(drawLeaderboard(data))).toEqual([
    ["better", 65.2, 89.3],
    ["better", 89.3, 89.3],
    ["worse", 100, 89.3],
  ]);
});

test("a bar stops at three times the reference's, the number beside it does not", () => {
  const rows = data.leaderboard.rows.map((row) =>
    row.model === "dense" ? { ...row, test: { mae: 98.7, rmse: 120 }, skill: -37.4 } : row,
  );
  const table = drawLeaderboard(withRows(rows));
  expect(cells(table, 2).slice(1, 4)).toEqual(["98.70", "", "−3,740 %"]);
  expect(bars(table)[2]).toEqual(["worse cut", 100, 33.3]);
});

test("where the best reference model is not naive, both are compared with and marked", () => {
  const rows = data.leaderboard.rows.map(({ againstReference, ...row }): ForecastRow => {
    expect(againstReference?.reference ?? "naive").toBe("naive");
    return row.model === "dense"
      ? row
      : { ...row, againstReference: { reference: "dense", skill: 0.35, dieboldMariano: null } };
  });
  const table = drawLeaderboard({ ...data, leaderboard: { ...data.leaderboard, rows, reference: "dense" } });
  expect(table).toContain('<th scope="col">against<br>dense</th><th scope="col">against<br>naive</th>');
  expect(cells(table, 0).slice(1, 5)).toEqual(["1.88", "", "+35 %", "+27 %"]);
  expect(cells(table, 1).slice(1, 5)).toEqual(["2.57", "", "+35 %", ""]);
  expect(cells(table, 2).slice(0, 5)).toEqual(["dense best referencenote on dense", "2.88", "", "", "−12 %"]);
  expect(bars(table)[0].slice(2)).toEqual([100, 89.3]);
  expect(describeLeaderboard({ ...data, leaderboard: { ...data.leaderboard, reference: "dense" } }).caption).toContain(
    "with lines at that of dense, the best reference model, and of naive",
  );
});

test("models without finite numbers come last and show dashes", () => {
  const failed = {
    ...data.leaderboard.rows[1],
    model: "failed",
    validation: { mae: null, rmse: NaN },
    test: { mae: null, rmse: null },
    skill: null,
    metrics: { mase: null, crps: null, intervals: [] },
  };
  const table = drawLeaderboard(withRows([failed, ...data.leaderboard.rows]));
  expect(cells(table, 3).slice(0, 9)).toEqual([
    "failednote on dense",
    "–",
    "",
    ...Array.from({ length: 6 }, () => "–"),
  ]);
  expect(table).not.toMatch(/NaN|null|undefined|Infinity/);
});

test("names and notes are only text", () => {
  const nasty = `<script>alert("1")</script>`;
  const table = drawLeaderboard(withRows(data.leaderboard.rows.map((row) => ({ ...row, model: nasty, note: nasty }))));
  expect(readMarkup(table).problems).toEqual([]);
  expect(readMarkup(table).counts.has("script")).toBe(false);
  expect([...table.matchAll(/&lt;script&gt;alert\(&quot;1&quot;\)/g)]).toHaveLength(6);
});

test("an empty leaderboard is a table without rows", () => {
  expect(readMarkup(drawLeaderboard(withRows([]))).counts.get("tr")).toBe(2);
});

test("the caption names the unit and says when data are simulated", () => {
  expect(describeLeaderboard(data).caption).toContain("in °C of every model on simulated data");
  expect(describeLeaderboard({ ...data, simulated: false, unit: "" }).caption).toContain("(CRPS) of every model;");
});
