import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { exampleWindow } from "../../../test/explanation.ts";
import { exampleForecast, readMarkup } from "../../../test/report.ts";
import type { ForecastData } from "./forecast-data.ts";
import { pageScript, scriptHash } from "../drawing/page.ts";
import { forecastReport } from "./forecast-report.ts";
import { inspectReport } from "./inspect-report.ts";

const data = exampleForecast();
const html = forecastReport(data);

test("the report is well-formed and has every section with a title, a figure title and a caption", () => {
  const { counts, problems } = readMarkup(html);
  expect(problems).toEqual([]);
  const { document } = parseHTML(html);
  const sections = [...document.querySelectorAll("section")];
  expect(sections.map((section) => section.id)).toEqual([
    "next",
    "models",
    "test",
    "training",
    "data",
    "notes",
    "repeat",
  ]);
  expect(sections.every((section) => section.querySelector("h2")?.textContent !== "")).toBe(true);
  expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(
    sections.map(({ id }) => `#${id}`),
  );
  // 6 of 15 figures stand side by side and are drawn once; the others twice.
  expect(counts.get("svg")).toBe(9 * 2 + 6);
  expect(document.querySelectorAll("svg[role=img][aria-label]").length).toBe(24);
  const captions = [...document.querySelectorAll("figcaption p")].map((caption) => caption.textContent ?? "");
  // One more is of the table of intervals.
  expect(captions).toHaveLength(16);
  expect(captions.every((caption) => caption.endsWith("."))).toBe(true);
  expect(document.querySelectorAll("h1").length).toBe(1);
  expect([...document.querySelectorAll("table")].map((table) => table.querySelectorAll("tbody tr").length)).toEqual([
    8, 3, 3,
  ]);
});

test("the report answers first and holds all its texts", () => {
  const { document } = parseHTML(html);
  expect(document.querySelector("h1")?.textContent).toMatch(/^GRU forecasts simulated T \(°C\) up to 24\u00a0h ahead/);
  const text = (document.body.textContent ?? "").replaceAll("\u00a0", " ");
  const { modelSummary, notes, commandLine, diagnosis, file, kernels } = data;
  const texts = [
    modelSummary,
    ...notes,
    commandLine,
    ...diagnosis.lines,
    ...diagnosis.warnings,
    file,
    kernels,
    "17",
    "960",
    "14 Mar 2026, 09:26 UTC",
  ];
  for (const part of texts) expect(text).toContain(part);
  expect(texts).toHaveLength(12);
});

test("the report loads nothing and lets no script run but its own", () => {
  expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
    /https?:|\/\/\w|@import|url\(|src=|<link|<iframe|\son\w+=/,
  );
  expect(html).toContain("default-src 'none'");
  const hash = createHash("sha256").update(pageScript).digest("base64");
  expect(scriptHash).toBe(`sha256-${hash}`);
  expect(html).toContain(`script-src 'sha256-${hash}'`);
  expect(html.match(/<script>/g)).toHaveLength(1);
});

test("text from the data never becomes markup", () => {
  const nasty = `</title></style></script><script>alert("1")</script><img src=x onerror='alert(1)'>`;
  const enums = new Set(["train", "validation", "test"]);
  const changed: ForecastData = JSON.parse(JSON.stringify(data), (key, value: unknown) =>
    typeof value !== "string" || key === "createdAt" || enums.has(value) ? value : `${value}${nasty}`,
  );
  const report = forecastReport(changed);
  const { counts, problems } = readMarkup(report);
  expect(problems).toEqual([]);
  expect([counts.get("script"), counts.get("style"), counts.get("title"), counts.has("img")]).toEqual([1, 1, 1, false]);
  expect(report.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(50);
});

test("simulated data are said to be so in the header, the table's text, the data and every figure", () => {
  expect(html.match(/>simulated data<\/text>/g)).toHaveLength(24);
  expect(html).toContain('<span class="simulated">simulated data</span>');
  expect(html).toContain("on simulated data;");
  expect(html).toContain("These data are <em>simulated</em>");
  const real = forecastReport({ ...data, simulated: false });
  expect(real.replace(/<style>[^]*?<\/style>/, "")).not.toContain("simulated");
});

test("what does not apply is left out", () => {
  const bare = forecastReport({
    ...data,
    diagnosis: { lines: [], facts: [], warnings: [] },
    series: { ...data.series, dailyCycle: null, decomposition: null, splits: [] },
    future: { ...data.future, times: [], moments: [], forecast: [], aheadHours: [], bands: [] },
    leaderboard: {
      ...data.leaderboard,
      rows: data.leaderboard.rows.map((row) => ({ ...row, metrics: { ...row.metrics, intervals: [] } })),
    },
    test: { ...data.test, byHour: null, byHorizon: data.test.byHorizon.slice(0, 1) },
    histories: [],
    modelSummary: "",
    notes: [],
  });
  expect(readMarkup(bare).problems).toEqual([]);
  const { document } = parseHTML(bare);
  expect([...document.querySelectorAll("h3")].map((title) => title.textContent)).toEqual([
    "Forecasts beside what came",
    "The whole test split",
    "How the errors are spread",
    "What the errors still know",
    "One training example",
    "The whole series",
    "A few days",
    "Likeness to its own past",
  ]);
  expect(document.querySelector("#notes")).toBeNull();
  expect(document.querySelector("#next p")?.textContent).toMatch(/^No value after the last row can be forecast: /);
  expect(document.querySelector(".warnings")).toBeNull();
});

test("inspect shows the file only", () => {
  const report = inspectReport(data);
  const { counts, problems } = readMarkup(report);
  expect(problems).toEqual([]);
  expect(counts.get("section")).toBe(2);
  expect(counts.get("svg")).toBe(3 * 2 + 2);
  expect(counts.has("table")).toBe(false);
  expect(report).toContain("1 thing in it may spoil a forecast.");
  expect(inspectReport({ ...data, diagnosis: { ...data.diagnosis, warnings: [] } })).toContain(
    "Nothing odd was found in it.",
  );
});

test("the report survives JSON and does not depend on what was drawn before", () => {
  expect(forecastReport(JSON.parse(JSON.stringify(data)))).toBe(html);
  expect(forecastReport(data, { document: parseHTML("<html></html>").document })).toBe(html);
});

test("a year of readings makes a file far below a megabyte", () => {
  const count = 2000;
  const times = Array.from({ length: count }, (_, index) => index * 4.38 * 3_600_000);
  const values = times.map((_, index) => Math.sin(index) * 12.3456);
  const line = { times, values };
  const big = forecastReport({
    ...data,
    series: { ...data.series, whole: line, zoom: line },
    test: {
      ...data.test,
      truth: line,
      forecast: line,
      zoom: { times, truth: values, forecast: values, naive: values, band: null },
    },
  });
  expect(big.length).toBeLessThan(900_000);
});

test("a forecast's report shows the inside of a recurrent network, with times below", () => {
  const { model, target, unit, simulated, times, values, passes } = exampleWindow();
  const page = forecastReport({
    ...exampleForecast(),
    inside: { model, target, unit, simulated, times, values, passes },
  });
  expect(readMarkup(page).problems).toEqual([]);
  const { document } = parseHTML(page);
  expect(document.querySelectorAll("#inside img[data-from]").length).toBe(4);
  expect(document.querySelector("#inside p")?.textContent?.replaceAll("\u00a0", " ")).toMatch(
    /^gru, over the window of the test split that ends at 4 Nov 2021, 23:00\. The network/,
  );
  expect(document.querySelectorAll("#inside svg").length).toBe(2);
  expect(forecastReport(exampleForecast())).not.toContain('id="inside"');
});

test("the next values stand in a table with their interval, as the file writes times", () => {
  const { document } = parseHTML(html);
  const [table] = document.querySelectorAll("table");
  const text = [...table.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? ""),
  );
  expect(text[0]).toEqual(["Time", "Forecast (°C)", "80 % interval (°C)"]);
  expect(text[1]).toEqual(["2021-12-13 00:00", "10.0", "7.6 to 12.4"]);
  expect(document.querySelector("#next .more")?.textContent).toBe("The first 8 of 24; all are in forecast.csv.");
  const without = forecastReport({ ...data, future: { ...data.future, bands: [] } });
  const [bare] = parseHTML(without).document.querySelectorAll("tbody tr");
  expect([...bare.querySelectorAll("td")].map((cell) => cell.textContent)).toEqual(["10.00", "–"]);
});

test("the intervals of the best model are scored in a table", () => {
  const { document } = parseHTML(html);
  const table = document.querySelector("#test table");
  const rows = [...(table?.querySelectorAll("tbody tr") ?? [])].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").replaceAll("\u00a0", " ")),
  );
  expect(rows).toEqual([
    ["50 %", "48 %", "3.75", "5.63"],
    ["80 %", "78 %", "6.01", "9.01"],
    ["95 %", "93 %", "7.13", "10.70"],
  ]);
  const short = data.leaderboard.rows.map((row) => ({
    ...row,
    metrics: { ...row.metrics, intervals: row.metrics.intervals.slice(0, 2) },
  }));
  const text = forecastReport({ ...data, leaderboard: { ...data.leaderboard, rows: short } });
  expect(text).toContain(">95\u00a0%</span></th><td>–</td><td>–</td><td>–</td></tr>");
  expect(text).toContain("Where dashes stand, the validation split had too few errors to tell.");
  expect(html).not.toContain("Where dashes stand");
});

test("the verdict below the leaderboard is in plain words", () => {
  const { document } = parseHTML(html);
  expect(document.querySelector("#models .verdict")?.textContent?.replaceAll("\u00a0", " ")).toBe(
    "Against naive, the reference model with the smallest validation error, the skill of GRU is 27 %: its mean error " +
      "is 27 % smaller. GRU is better than naive: p = 0.002 (Diebold–Mariano test).",
  );
});
