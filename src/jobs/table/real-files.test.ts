import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { describeDiagnosis } from "./describe.ts";
import { diagnose } from "./diagnosis.ts";
import { readTable } from "./read.ts";
import { repair } from "./repair.ts";

const folder = join(process.env["LOOKBACK_DATA"] ?? "../shared/data", "jena");
const year2020 = join(folder, "jena_weather_2020.csv.gz");
const first4000 = join(folder, "jena_climate_2009_first4000.csv.gz");
const why = `needs the files of the Jena station in ${folder}; set LOOKBACK_DATA to the folder that holds jena/`;

test.skipIf(!existsSync(year2020))(`the year 2020 of the Jena station is diagnosed and mended (${why})`, async () => {
  const raw = await readTable(year2020, { targets: ["T (degC)"] });
  expect([raw.rows, raw.columns.length, raw.targets]).toEqual([52_696, 21, ["T (degC)"]]);
  const diagnosis = diagnose(raw);
  expect(describeDiagnosis(diagnosis).slice(1)).toEqual([
    'read as CSV, separated by commas; time from "date" (YYYY-MM-DD)',
    'column name repaired: "SWDR (W/m\uFFFD)" is called "SWDR (W/m²)"',
    'column name repaired: "PAR (\uFFFDmol/m\uFFFD/s)" is called "PAR (µmol/m²/s)"',
    'column name repaired: "max. PAR (\uFFFDmol/m\uFFFD/s)" is called "max. PAR (µmol/m²/s)"',
    "1 row with a time that was there already: line 19046 (2020-05-12 06:00)",
    "1 gap, 9 rows missing: 2020-05-29 09:30 to 2020-05-29 11:10 (9 rows, before line 21516)",
    'column "wv (m/s)": 1 value of -9999, which stands for missing (--keep -9999 keeps it): ' +
      "line 7247 (2020-02-20 07:40)",
    'column "max. PAR (µmol/m²/s)": 30 values of -9999, which stands for missing (--keep -9999 keeps it): ' +
      "line 17347 (2020-04-30 11:00), line 17348 (2020-04-30 11:10), line 20809 (2020-05-24 11:50) and 27 more",
    'column "OT": 50 values of -9999, which stands for missing (--keep -9999 keeps it): ' +
      "line 7246 (2020-02-20 07:30), line 7247 (2020-02-20 07:40), line 7248 (2020-02-20 07:50) and 47 more",
  ]);
  const lines = gunzipSync(await readFile(year2020))
    .toString()
    .split("\r\n");
  expect(lines[19_046 - 1].slice(0, 19)).toBe("2020-05-12 06:00:00");
  expect(lines[21_516 - 1].slice(0, 19)).toBe("2020-05-29 11:10:00");
  expect(lines[7247 - 1]).toContain("-9999");

  const { table, repairs } = repair(raw, diagnosis);
  expect(table.rows).toBe(366 * 144);
  expect(repairs).toMatchObject({ droppedDuplicates: 1, addedRows: 9, filledRows: 39, holeRows: 50, sortedRows: 0 });
  expect(table.values.includes(-9999)).toBe(false);
});

test.skipIf(!existsSync(first4000))(
  `the first weeks of the lecture's file are read, also in Latin-1 (${why})`,
  async () => {
    const raw = await readTable(first4000);
    expect([raw.rows, raw.columns.length]).toEqual([4000, 11]);
    expect(raw.columns.slice(0, 2)).toEqual(["p (mbar)", "T (degC)"]);
    expect(Array.from(raw.values.subarray(0, 3), (value) => value.toFixed(2))).toEqual(["996.52", "-8.02", "265.40"]);
    const diagnosis = diagnose(raw);
    expect(diagnosis).toMatchObject({ first: "2009-01-01 00:10", last: "2009-01-28 18:40", gaps: { count: 0 } });
    expect(describeDiagnosis(diagnosis)).toHaveLength(2);

    const temporary = await mkdtemp(join(tmpdir(), "lookback-real-"));
    try {
      const latin = join(temporary, "latin.csv");
      const text = gunzipSync(await readFile(first4000))
        .toString()
        .replace("T (degC)", "T (°C)");
      await writeFile(latin, Buffer.from(text, "latin1"));
      const same = await readTable(latin, { targets: ["T (°C)"] });
      expect([same.reading.encoding, same.columns[1]]).toEqual(["latin-1", "T (°C)"]);
      expect(same.values).toEqual(raw.values);
      expect(same.times).toEqual(raw.times);
    } finally {
      await rm(temporary, { recursive: true });
    }
  },
);
