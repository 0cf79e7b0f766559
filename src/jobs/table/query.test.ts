import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTable } from "./read.ts";

let folder = "";
const days = Array.from({ length: 30 }, (_, i) => `2020-01-${String(i + 1).padStart(2, "0")}`);
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-query-"));
  await writeFile(at("base.csv"), `time,x\n${days.map((day, i) => `${day},${i}\n`).join("")}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(["with space.csv", "~.csv", "-x.csv", "http:x.csv", "a[1]*?.csv", "it's.csv", 'quo"te.csv', "new\nline.csv"])(
  "a file called %j is a file",
  async (name) => {
    await copyFile(at("base.csv"), at(name));
    const table = await readTable(at(name));
    expect([table.rows, table.columns]).toEqual([30, ["x"]]);
    await rm(at(name));
    expect(await readdir(folder)).toEqual(["base.csv"]);
  },
);

test("a file whose name reads as a query is a file, and nothing of it is run", async () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const name of ["from 'base.csv'; copy (select 1) to 'evil.csv'; --.csv", "select it.csv", "~.csv"]) {
      await copyFile("base.csv", name);
      expect((await readTable(name)).rows).toBe(30);
      await rm(name);
      expect(await readdir(".")).toEqual(["base.csv"]);
    }
  } finally {
    process.chdir(before);
  }
});

test.each([
  "SELECT * FROM 'FOLDER/base.csv'",
  "FROM 'FOLDER/base.csv';",
  "SELECT * FROM 'FOLDER/base.csv' -- a comment",
  "with a as (from 'FOLDER/base.csv') select * from a",
  "SELECT * FROM 'FOLDER/*.csv'",
  "SELECT * FROM read_csv(['FOLDER/base.csv'], delim = ',')",
])("%s is read", async (query) => {
  expect((await readTable(query.replace("FOLDER", folder))).rows).toBe(30);
});

test.each([
  ["SELECT 1; COPY (SELECT 1) TO 'FOLDER/o.csv'", "not a query that only selects"],
  ["SELECT 1; SELECT 2", "holds 2 statements"],
  ["WITH a AS (COPY (SELECT 1) TO 'FOLDER/o.csv') SELECT 1", "the query fails"],
  ["WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "not a query that only selects"],
  ["FROM x; ATTACH 'FOLDER/x.db'", "not a query that only selects"],
  ["FROM x; INSTALL httpfs; LOAD httpfs", "not a query that only selects"],
  ["FROM x; SET lock_configuration = false", "not a query that only selects"],
  ["FROM x; PRAGMA enable_profiling", "not a query that only selects"],
  ["FROM x; EXPORT DATABASE 'FOLDER/o'", "not a query that only selects"],
  ["SELECT * FROM read_text('/etc/hostname')", "calls read_text"],
  ["SELECT (SELECT content FROM read_blob('/etc/hostname')) AS a, * FROM 'FOLDER/base.csv'", "calls read_blob"],
  ["SELECT * FROM glob('/etc/*')", "calls glob"],
  ["SELECT * FROM query('COPY (SELECT 1) TO ''FOLDER/o.csv''')", "calls query"],
  ["SELECT * FROM read_csv('/etc/' || 'hostname')", "Permission Error"],
  ["SELECT * FROM 'http://127.0.0.1:9/x.csv'", "reads from http:"],
  ["SELECT * FROM read_parquet('s3://b/x.parquet')", "reads from s3:"],
  ["SELECT * FROM 'FOLDER/x.db'", "Permission Error"],
  ["SELECT * FROM 'FOLDER/none.csv'", "there is no file"],
  ["SELECT * FROM 'FOLDER/none*.csv'", "there is no file"],
  ["SELECT getenv('HOME')", "does not exist"],
  ["SELECT * FROM 'FOLDER/base.csv' /* ; */ /* open", "unterminated"],
] as const)("%s is refused, and nothing is written", async (query, message) => {
  await expect(readTable(query.replace("FOLDER", folder))).rejects.toThrow(message);
  expect(await readdir(folder)).toEqual(["base.csv"]);
});

test("tables of any columns are read, or refused in plain words", async () => {
  const cases: readonly (readonly [header: string, row: (day: string) => string, columns: number])[] = [
    ["a,time,x", (day) => `,${day},1`, 1],
    ["rowid,time,Rowid,1,,x x", (day) => `1,${day},2,3,4,5`, 5],
    [`${"n".repeat(10_000)},time,"q""uote","\u001b[31m"`, (day) => `1,${day},2,3`, 3],
    [
      ["time", ...Array.from({ length: 300 }, (_, i) => `c${i}`)].join(","),
      (day) => `${day}${",1.5".repeat(300)}`,
      300,
    ],
  ];
  const odd = at("odd.csv");
  for (const [header, row, columns] of cases) {
    await writeFile(odd, `${header}\n${days.map((day) => `${row(day)}\n`).join("")}`);
    const table = await readTable(odd);
    expect([table.rows, table.columns.length]).toEqual([30, columns]);
    // Every cell of the wide table, and none is missing in the others.
    expect(table.values.every((value) => (columns === 300 ? value === 1.5 : value >= 1))).toBe(true);
  }
  await writeFile(odd, `time${",c".repeat(10_001)}\n${`2020-01-01${",1".repeat(10_001)}\n`.repeat(3)}`);
  await expect(readTable(odd)).rejects.toThrow("10,000 are the most that are read");
  await rm(odd);
}, 120_000);
