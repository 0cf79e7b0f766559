import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatTime } from "../../data/series/calendar.ts";
import { withEngine } from "./engine.ts";
import { lineOf, type RawTable } from "./raw-table.ts";
import { readTable, type ReadOptions } from "./read.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function read(name: string, content: string | Buffer, options?: ReadOptions): Promise<RawTable> {
  return readTable(await file(name, content), options);
}

/** The message, without the folder. */
async function refusal(reading: Promise<RawTable>): Promise<string> {
  const error: unknown = await reading.then(
    () => "nothing was refused",
    (reason: unknown) => reason,
  );
  return error instanceof Error ? `${error.name}: ${error.message.replaceAll(`${folder}/`, "")}` : String(error);
}

const clocks = ({ times }: RawTable): string[] => Array.from(times, formatTime);

const hourly =
  "date,T (degC),p\n2020-01-31 22:00:00,1.5,1000\n2020-01-31 23:00:00,,1001\n2020-02-01 00:00:00,-3,1002.25\n";

test("a CSV becomes numbers, times, and what was found on the way", async () => {
  const table = await read("plain.csv", hourly, { targets: ["p"] });
  expect(table.columns).toEqual(["T (degC)", "p"]);
  expect(table.rows).toBe(3);
  expect(Array.from(table.values)).toEqual([1.5, 1000, NaN, 1001, -3, 1002.25]);
  expect(clocks(table)).toEqual(["2020-01-31 22:00", "2020-01-31 23:00", "2020-02-01 00:00"]);
  expect(table.targets).toEqual(["p"]);
  expect(table.reading).toEqual({
    format: "CSV, separated by commas",
    encoding: "utf-8",
    time: { column: "date", format: "YYYY-MM-DD", zone: "none", ambiguous: false },
    renamed: [],
    leftOut: [],
    unreadable: [],
    badLines: { count: 0, first: [] },
  });
  expect([0, 1, 2].map((row) => lineOf(table, row))).toEqual([2, 3, 4]);
});

test("every kind of file holds the same table", async () => {
  const tabs = hourly.replaceAll(",", "\t");
  const objects = [
    { date: "2020-01-31 22:00:00", "T (degC)": 1.5, p: 1000 },
    { date: "2020-01-31 23:00:00", "T (degC)": null, p: 1001 },
    { date: "2020-02-01 00:00:00", "T (degC)": -3, p: 1002.25 },
  ];
  const lines = objects.map((object) => JSON.stringify(object)).join("\n");
  const csv = await file("source.csv", hourly);
  const parquet = join(folder, "source.parquet");
  await withEngine(csv, (engine) =>
    engine.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`),
  );
  const sources = [
    await file("a.csv.gz", gzipSync(hourly)),
    await file("packed.csv", gzipSync(hourly)), // gzip, whatever the name says
    await file("unpacked.csv.gz", hourly),
    await file("a.tsv", tabs),
    await file("a.txt", hourly.replaceAll(",", ";")),
    await file("a.json", JSON.stringify(objects)),
    await file("a.json.gz", gzipSync(JSON.stringify(objects))),
    await file("a.jsonl", lines),
    await file("a.ndjson.gz", gzipSync(lines)),
    await file("it's [1]*?.csv", hourly),
    await file("dos.csv", hourly.replaceAll("\n", "\r\n")),
    await file("marked.csv", `\uFEFF${hourly}`),
    parquet,
    `SELECT * FROM read_csv('${csv}');`,
    `with raw as (from '${parquet}') select * from raw`,
  ];
  const expected = await read("plain.csv", hourly);
  for (const source of sources) {
    const table = await readTable(source);
    expect({ source, columns: table.columns, values: table.values, times: table.times }).toEqual({
      source,
      columns: expected.columns,
      values: expected.values,
      times: expected.times,
    });
  }
});

test("a path means its own file, not others that its signs would match", async () => {
  await file("c1.csv", "t,x\n2020-01-03,9\n");
  await file("ab.csv", "t,x\n2020-01-03,9\n");
  for (const name of ["c[1].csv", "a*.csv", "a?.csv"]) {
    const table = await read(name, "t,x\n2020-01-01,1\n2020-01-02,2\n");
    expect([name, ...table.values]).toEqual([name, 1, 2]);
  }
});

test("rows keep the order of a file that is read in pieces", async () => {
  const rows = 60_000;
  const lines = Array.from({ length: rows }, (_, i) => `${new Date(i * 60_000).toISOString()},${i},${"x".repeat(40)}`);
  const table = await read("long.csv.gz", gzipSync(`t,number,note\n${lines.join("\n")}\n`));
  expect(table.values.length).toBe(rows);
  expect(table.values.every((value, i) => value === i)).toBe(true);
  expect(table.times.every((time, i) => time === i * 60_000)).toBe(true);
  expect(lineOf(table, rows - 1)).toBe(rows + 1);
});

test("dates are read however they are written", async () => {
  const first = "2020-12-31 23:50";
  const cases: readonly [string, string, string][] = [
    ["2020-12-31T23:50:00", "2021-01-01T00:00:00", "YYYY-MM-DD"],
    ["2020/12/31 23:50", "2021/01/01 00:00", "YYYY-MM-DD"],
    ["31.12.2020 23:50:00", "01.01.2021 00:00:00", "DD.MM.YYYY"],
    ["31.12.2020 23:50", "1.1.2021", "DD.MM.YYYY"], // spreadsheets leave midnight out
    ["31/12/2020 23:50:00.000", "01/01/2021 00:00:00.000", "DD/MM/YYYY"],
    ["12/31/2020 11:50 PM", "1/1/2021 12:00 AM", "MM/DD/YYYY"],
    ["31-12-2020 23:50", "01-01-2021 00:00", "DD-MM-YYYY"],
    ["12-31-2020 23:50", "01-01-2021 00:00", "MM-DD-YYYY"],
    ["202012312350", "202101010000", "YYYYMMDD"],
    ["1609458600", "1609459200", "seconds since 1970"],
    ["1609458600000", "1609459200000", "milliseconds since 1970"],
  ];
  for (const [a, b, format] of cases) {
    const table = await read("dates.csv", `x,time\n1,${a}\n2,${b}\n`);
    expect([format, ...clocks(table)]).toEqual([format, first, "2021-01-01 00:00"]);
    expect(table.reading.time).toMatchObject({ column: "time", format, zone: "none", ambiguous: false });
    expect(table.columns).toEqual(["x"]);
  }
});

test("times that name their distance from UTC are turned into UTC", async () => {
  const zoned = await read("zoned.csv", "t,x\n2020-06-01T02:00:00+02:00,1\n2020-06-01T00:10:00Z,2\n");
  expect(clocks(zoned)).toEqual(["2020-06-01 00:00", "2020-06-01 00:10"]);
  expect(zoned.reading.time.zone).toBe("utc");
  const mixed = await read(
    "mixed.csv",
    "t,x\n2020-06-01 02:00:00+02:00,1\n2020-06-01 00:10:00,2\n2020-06-01 00:20:00,3\n",
  );
  expect(clocks(mixed)).toEqual(["2020-06-01 00:00", "2020-06-01 00:10", "2020-06-01 00:20"]);
  expect(mixed.reading.time.zone).toBe("mixed");
  expect((await read("day.csv", "t,x\n2020-06-01,1\n2020-06-02,2\n")).reading.time.zone).toBe("none");
});

function days(monthFirst: boolean, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [year, month, day] = new Date(i * 86_400_000).toISOString().slice(0, 10).split("-");
    return `${monthFirst ? `${month}/${day}` : `${day}/${month}`}/${year} 12:00,${i}`;
  });
  return lines.join("\n");
}

test("day and month are told apart by any row that can be read one way only, however far down", async () => {
  expect((await read("dmy.csv", `d,x\n${days(false, 40)}`)).reading.time).toMatchObject({
    format: "DD/MM/YYYY",
    ambiguous: false,
  });
  expect((await read("mdy.csv", `d,x\n${days(true, 40)}`)).reading.time).toMatchObject({
    format: "MM/DD/YYYY",
    ambiguous: false,
  });
  expect(await refusal(read("either.csv", `d,x\n${days(true, 12)}`))).toMatch(
    /"d": times can be read as DD\/MM\/YYYY or as MM\/DD\/YYYY, and .*--time-format DD\/MM\/YYYY\)$/,
  );
  const told = await read("either.csv", `d,x\n${days(true, 12)}`, { timeFormat: "MM/DD/YYYY" });
  expect(told.reading.time).toMatchObject({ format: "MM/DD/YYYY", ambiguous: false });
  expect(clocks(told)[11]).toBe("1970-01-12 12:00");
});

test("the time is the first column of dates, or the one that is named", async () => {
  const text = "id,note,begin,end,year\n7,a,2020-01-01,2021-01-01,1990\n8,b,2020-01-02,2021-01-02,1991\n";
  expect((await read("two.csv", text)).reading.time.column).toBe("begin");
  const other = await read("two.csv", text, { time: "end" });
  expect(clocks(other)).toEqual(["2021-01-01 00:00", "2021-01-02 00:00"]);
  expect(other.columns).toEqual(["id", "year"]);
  expect(other.reading.leftOut.map(({ name }) => name)).toEqual(["note", "begin"]);
  const year = await read("two.csv", text, { time: "year" });
  expect(clocks(year)).toEqual(["1990-01-01 00:00", "1991-01-01 00:00"]);
  expect(year.columns).toEqual(["id"]);
});

test("a time that cannot be read leaves its row without one", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i === 17 ? "?" : new Date(i * 3_600_000).toISOString()},${i}`);
  const { times, values } = await read("hole.csv", `t,x\n${rows.join("\n")}`);
  expect(times.findIndex(Number.isNaN)).toBe(17);
  expect([times[16], times[18], values[17]]).toEqual([16 * 3_600_000, 18 * 3_600_000, 17]);
});

test("text in Latin-1 is read, also when only a line far down shows it", async () => {
  const early = await read("latin.csv", Buffer.from("t,T (°C)\n2020-01-01,1\n2020-01-02,2\n", "latin1"));
  expect(early.columns).toEqual(["T (°C)"]);
  expect(early.reading.encoding).toBe("latin-1");
  const rows = Array.from({ length: 30_000 }, (_, i) => `${new Date(i * 60_000).toISOString()},${i},x`);
  const late = await read(
    "late.csv.gz",
    gzipSync(Buffer.from(`t,n,note\n${rows.join("\n")}\n2020-01-01,1,20°\n`, "latin1")),
  );
  expect([late.rows, late.reading.encoding]).toEqual([30_001, "latin-1"]);
  const wide = await read("wide.csv", Buffer.from("\uFEFFt,T (°C)\n2020-01-01,1\n2020-01-02,2\n", "utf16le"));
  expect([wide.columns, wide.reading.encoding, lineOf(wide, 0)]).toEqual([["T (°C)"], "utf-16", null]);
});

test("UTF-8 is recognised when a character is cut by the end of a piece", async () => {
  const line = "2020-01-01,1,ä€😀\n";
  const table = await read("cut.csv", `t,x,note\n${line.repeat(40_000)}`);
  expect([table.rows, table.reading.encoding]).toEqual([40_000, "utf-8"]);
});

test("lost signs in column names are put back, and names answer in both forms", async () => {
  const text =
    "t,SWDR (W/m\uFFFD),PAR (\uFFFDmol/m\uFFFD/s),T (\uFFFDC), x ,wd " +
    "(\uFFFD),a\uFFFDb\n2020-01-01,1,2,3,4,5,6\n2020-01-02,1,2,3,4,5,6\n";
  const table = await read("lost.csv", text, { targets: ["T (°C)"] });
  expect(table.columns).toEqual(["SWDR (W/m²)", "PAR (µmol/m²/s)", "T (°C)", "x", "wd (°)", "ab"]);
  expect(table.reading.renamed[2]).toEqual({ from: "T (\uFFFDC)", to: "T (°C)" });
  expect((await read("lost.csv", text, { targets: ["T (\uFFFDC)"] })).targets).toEqual(["T (°C)"]);
});

test("decimal commas are numbers where commas do not separate columns", async () => {
  const table = await read(
    "german.csv",
    "Datum;T;p;n\n01.02.2020 00:00;1,5;1000,25;1.5\n13.02.2020 01:00;-2,25;999;2\n",
  );
  expect(Array.from(table.values)).toEqual([1.5, 1000.25, 1.5, -2.25, 999, 2]);
});

test("texts among numbers are missing values, and are told; infinite numbers are missing, too", async () => {
  const cells = ["1", "NA", "2", "n/a", "NA", "inf", "3", "1e60", "4", "5"];
  const rows = cells.map((cell, i) => `2020-01-0${i + 1},${cell},7`.replace("-010,", "-10,"));
  const table = await read("na.csv", `t,x,y\n${rows.join("\n")}`, { features: ["x"] });
  expect(Array.from(table.values)).toEqual([1, NaN, 2, NaN, NaN, NaN, 3, NaN, 4, 5]);
  expect(table.reading.unreadable).toEqual([{ column: "x", count: 3, examples: ["NA", "n/a"] }]);
});

test("columns without numbers are left out, with an example", async () => {
  const objects = [
    { t: "2020-01-01", x: 1, name: "a", on: true, place: { lat: 5 }, none: null, bad: -9999 },
    { t: "2020-01-02", x: 2, name: "a", on: false, place: { lat: 6 }, none: null, bad: -9999 },
  ];
  const table = await read("left.json", JSON.stringify(objects));
  expect(table.columns).toEqual(["x", "on"]);
  expect(Array.from(table.values)).toEqual([1, 1, 2, 0]);
  expect(table.reading.leftOut.map(({ name, reason }) => [name, reason])).toEqual([
    ["name", "text"],
    ["place", "other type"],
    ["none", "empty"],
    ["bad", "only -9999"],
  ]);
  expect(table.reading.leftOut[0].example).toBe("a");
});

test("lines that do not fit are left out, and rows still know their lines", async () => {
  const text =
    "t,x,y\n2020-01-01,1,2\n\n2020-01-02,2\n2020-01-03,3,4\n2020-01-04,4,5,6\n\r\n2020-01-05,5,6\n2020-01-06,7,8\n";
  const table = await read("bad.csv", text);
  expect(Array.from(table.values)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(table.reading.badLines).toEqual({
    count: 2,
    first: [
      { line: 4, problem: "Expected Number of Columns: 3 Found: 2" },
      { line: 6, problem: "Expected Number of Columns: 3 Found: 4" },
    ],
  });
  expect([0, 1, 2, 3].map((row) => lineOf(table, row))).toEqual([2, 5, 8, 9]);
});

test("lines may end in both ways", async () => {
  const lines = Array.from(
    { length: 900 },
    (_, i) => `${new Date(i * 60_000).toISOString()},${i}${i < 400 ? "\n" : "\r\n"}`,
  );
  const table = await read("ends.csv", `t,x\n${lines.join("")}`);
  expect([table.rows, table.values[899], lineOf(table, 899)]).toEqual([900, 899, 901]);
});

test("notes above the column names are passed over", async () => {
  const table = await read("notes.csv", "Station: Jena\nHeight: 150 m\n\nt,x,y\n2020-01-01,1,2\n2020-01-02,2,3\n");
  expect([table.columns, lineOf(table, 0)]).toEqual([["x", "y"], 5]);
});

test("where a cell holds a line end, rows are no lines", async () => {
  const rows = Array.from({ length: 9 }, (_, i) => `2020-01-0${i + 1},${i},"a, ${i === 3 ? "\n" : ""}b"`);
  const table = await read("cells.csv", `t,x,note\n${rows.join("\n")}\n`);
  expect([table.rows, lineOf(table, 8)]).toEqual([9, null]);
});

test("features and targets choose columns, in the order of the file", async () => {
  const text = "t,a,b,c,d\n2020-01-01,1,2,3,4\n2020-01-02,5,6,7,8\n";
  const table = await read("choose.csv", text, { features: ["d", "b"], targets: ["a"] });
  expect([table.columns, table.targets, Array.from(table.values)]).toEqual([
    ["a", "b", "d"],
    ["a"],
    [1, 2, 4, 5, 6, 8],
  ]);
});

test("what cannot be used is refused with file, place, column and help", async () => {
  const packed = gzipSync(hourly.repeat(500));
  const cases: readonly [() => Promise<RawTable>, RegExp][] = [
    [() => readTable(join(folder, "none.csv")), /^DataError: none\.csv: there is no such file; help: check the path$/],
    [() => readTable(folder), /: is a folder, not a file; help:/],
    [() => read("empty.csv", ""), /^DataError: empty\.csv: is empty; help: give a file with a line of column names/],
    [() => read("blank.csv.gz", gzipSync("\n\r\n\n")), /: is empty; help:/],
    [() => read("names.csv", "t,x\n"), /: has no rows; help:/],
    [
      () => read("cut.csv.gz", packed.subarray(0, packed.length - 20)),
      /: is cut off: the packed data end too early; help: fetch or copy/,
    ],
    [
      () => read("broken.csv.gz", Buffer.concat([packed.subarray(0, 12), Buffer.alloc(99, 7)])),
      /: is damaged: it cannot be unpacked; help:/,
    ],
    [() => read("zipped.csv", Buffer.from("PK\u0003\u0004rest")), /: is a zip archive; help: unpack it/],
    [() => read("sheet.ods", "x"), /: is not a kind of file that is read here; help: files end in csv, tsv/],
    [() => read("binary.csv", Buffer.from([1, 0, 2, 10, 3])), /: is not a text file; help: save it as CSV in UTF-8/],
    [
      () => read("text.csv", "t,who\n2020-01-01,Ann\n2020-01-02,Bo\n"),
      /: has no column of numbers: "t" holds "2020-01-0\d", "who" holds/,
    ],
    [
      () => read("space.txt", "date x\n2020-01-01 1\n"),
      /: is not a table that can be read \(only one column was found\); help: say what separates the columns/,
    ],
    [
      () => read("time.csv", "a,b\n1,2\n3,4\n"),
      /: no column holds times; the columns are "a", "b"; help: name the column of times/,
    ],
    [
      () => read("t.csv", hourly, { time: "dat" }),
      /: there is no column "dat" for the time; help: did you mean "date"\? There are/,
    ],
    [
      () => read("t.csv", hourly, { time: "p" }),
      /column "p": does not hold times that are read here; help: say how they are written/,
    ],
    [
      () => read("t.csv", hourly, { targets: ["T"] }),
      /: there is no column "T" for the target; help: did you mean "T \(degC\)"\?/,
    ],
    [() => read("t.csv", hourly, { features: ["q", "p"] }), /: there is no column "q" for the feature; help: /],
    [
      () => read("s.csv", "t,x,s\n2020-01-01,1,-9999\n2020-01-02,2,-9999\n", { targets: ["s"] }),
      /column "s": the target holds nothing but -9999/,
    ],
    [
      () => read("s.csv", "t,x,s\n2020-01-01,1,hot\n2020-01-02,2,cold\n", { targets: ["s"] }),
      /column "s": the target holds text, such as "/,
    ],
    [
      () => read("bad.json", '[{"t": '),
      /: is not JSON of rows \(.*Malformed JSON.*\); help: write an array of objects/,
    ],
    [() => read("bad.parquet", "x".repeat(50)), /: is not a Parquet file that can be read \(/],
    [
      () => readTable("SELECT * FROM nowhere"),
      /^DataError: SELECT \* FROM nowhere: the query fails \(Catalog Error.*\); help: /,
    ],
    [
      () => readTable("SELECT * FROM 'https://example.org/x.csv'"),
      /reads from https:\/\/example\.org\/x\.csv; help: download the file first/,
    ],
  ];
  for (const [reading, message] of cases) expect(await refusal(reading())).toMatch(message);
});

test("a quote that is not closed shifts no column", async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `${new Date(i * 60_000).toISOString()},"a, ""b""",${i}\n`);
  const table = await read("quotes.csv", `t,note,x\n${lines.join("")}`);
  expect([table.rows, table.values[29_999]]).toEqual([30_000, 29_999]);
  lines[200] = lines[200].replace('""",', ",");
  expect(await refusal(read("early.csv", `t,note,x\n${lines.join("")}`))).toMatch(
    /^DataError: early\.csv: is not a table that can be read \(only one column was found\); help: .*look for a quote that is not closed$/,
  );
});

function longerLines(count: number): string {
  const line = (i: number): string => `${new Date(i * 60_000).toISOString()},${i}${i < 200 - count ? "" : ",7"}\n`;
  return Array.from({ length: 200 }, (_, i) => line(i)).join("");
}

test("a table is refused when more than a tenth of its lines do not fit", async () => {
  expect((await read("some.csv", `t,x\n${longerLines(18)}`)).reading.badLines.count).toBe(18);
  expect(await refusal(read("more.csv", `t,x\n${longerLines(19)}`))).toMatch(
    /^DataError: more\.csv, line 183: too many lines do not fit its 2 columns: .* Found: 3; help: look for a quote/,
  );
});

test("a delimiter can be given where it cannot be found", async () => {
  const table = await read("odd.txt", "t x\n2020-01-01 1\n2020-01-02 2\n", { delimiter: " " });
  expect([table.columns, Array.from(table.values)]).toEqual([["x"], [1, 2]]);
});
