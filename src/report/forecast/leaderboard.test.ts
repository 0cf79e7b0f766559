import { expect, test } from "vitest";
import { exampleForecast, readMarkup } from "../../../test/report.ts";
import type { LeaderboardRow } from "./forecast-data.ts";
import { describeLeaderboard, drawLeaderboard } from "./leaderboard.ts";

const data = exampleForecast();

function withRows(rows: readonly LeaderboardRow[]): typeof data {
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
  expect([counts.get("table"), counts.get("tr"), counts.get("td")]).toEqual([1, 5, 3 * 9]);
  expect(cells(table, 0)).toEqual(
    ["GRU chosennote on GRU", "1.88", "+27 %", "2.63", "1.69", "2.37", "6 of 8", "500 s", "1 h 07 min", "4,641"].map(
      (text) => text.replace("500 s", "8 min 20 s"),
    ),
  );
  expect(cells(table, 1)).toEqual(["naivenote on naive", "2.57", "", "3.60", "2.31", "3.24", "–", "–", "–", "–"]);
  expect(cells(table, 2)).toEqual([
    "densenote on dense",
    "2.88",
    "−12 %",
    "4.03",
    "2.59",
    "3.63",
    "2 of 5",
    "6.2 s",
    "31.0 s",
    "107,585",
  ]);
});

test("bars share one scale with zero inside it", () => {
  const bars = [...drawLeaderboard(data).matchAll(/class="(better|worse)" style="left:([\d.]+)%;width:([\d.]+)%"/g)];
  expect(bars.map(([, side, left, width]) => [side, Number(left), Number(width)])).toEqual([
    ["better", expect.closeTo((12 / 39) * 100, 1), expect.closeTo((27 / 39) * 100, 1)],
    ["better", expect.closeTo((12 / 39) * 100, 1), 0],
    ["worse", 0, expect.closeTo((12 / 39) * 100, 1)],
  ]);
});

test("a bar stops at −100 %, the number beside it does not", () => {
  const [, dense] = data.leaderboard.rows;
  const table = drawLeaderboard(
    withRows([
      { ...dense, skill: -37 },
      { ...dense, skill: -0.5 },
    ]),
  );
  expect(table).toContain("−3,700\u00a0%");
  expect(table).toContain('class="worse" style="left:0.0%;width:100.0%"');
  expect(table).toContain('class="worse" style="left:50.0%;width:50.0%"');
});

test("models without finite numbers come last and show dashes", () => {
  const failed = {
    ...data.leaderboard.rows[1],
    model: "failed",
    validation: { mae: null, rmse: NaN },
    test: { mae: null, rmse: null },
    skill: null,
  };
  const table = drawLeaderboard(withRows([failed, ...data.leaderboard.rows]));
  expect(cells(table, 3).slice(0, 6)).toEqual(["failednote on dense", "–", "–", "–", "–", "–"]);
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
  expect(describeLeaderboard({ ...data, simulated: false, unit: "" }).caption).toContain("(RMSE) of every model;");
});
