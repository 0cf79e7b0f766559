import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTable } from "../../src/jobs/table/read.ts";

/** And the time: 10,000, the most that are read, in the whole run. */
const columns = process.env["MODE"] === "whole" ? 9_999 : 999;
const rows = 4;

test(`a table of ${columns + 1} columns is read whole, each column with its own numbers`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "lookback-wide-"));
  const file = join(folder, "wide.csv");
  const lines = Array.from({ length: rows }, (_, row) =>
    [`2020-01-0${row + 1}`, ...Array.from({ length: columns }, (_value, i) => i + row / 4)].join(","),
  );
  await writeFile(
    file,
    [
      `time,${lines[0]
        .split(",")
        .slice(1)
        .map((_, i) => `c${i}`)
        .join(",")}`,
      ...lines,
      "",
    ].join("\n"),
  );
  const start = performance.now();
  const table = await readTable(file);
  console.log(`${columns + 1} columns in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  expect([table.rows, table.columns.length]).toEqual([rows, columns]);
  expect(table.values.every((value, i) => value === (i % columns) + Math.floor(i / columns) / 4)).toBe(true);
  await rm(folder, { recursive: true });
}, 600_000);
