import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "./load.ts";
import { readTexts } from "./read-texts.ts";

let folder = "";
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "lookback-texts-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const reviews = [
  ["wonderful, really", "good"],
  ["dull from the start", "bad"],
  ['"quoted" and\nbroken over lines', "good"],
  ["never again", "bad"],
] as const;
const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");

test("texts and labels are found in tables of every kind, whatever the other columns", async () => {
  const rows = reviews.map(([text, label], i) => ({ id: 1000 + i * 17, label, rating: i * 3, text }));
  const table = csv([["id", "label", "rating", "text"], ...rows.map((row) => Object.values(row).map(String))]);
  for (const path of [
    await file("a.csv", table),
    await file("a.csv.gz", gzipSync(table)),
    await file("a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n")),
    await file("a.json", JSON.stringify(rows)),
  ]) {
    const { texts, columns } = await readTexts(path, {}, true);
    expect(columns).toEqual({ text: "text", label: "label" });
    expect(texts.texts).toEqual(reviews.map(([text]) => text));
    expect(texts.classes).toEqual(["bad", "good"]);
    expect([...texts.labels]).toEqual([1, 0, 1, 0]);
  }
  const named = await readTexts(join(folder, "a.csv"), { label: "rating" }, false);
  expect(named.texts.classes).toEqual(["0", "3", "6", "9"]);
});

test("columns without telling names: the long one and the one with few values", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`${i}`, `a text of some length, number ${i}`, `k${i % 3}`]);
  const { columns, texts } = await readTexts(await file("b.csv", csv([["n", "words", "kind"], ...rows])), {}, true);
  // The running number has 40 values, too.
  expect(columns).toEqual({ text: "words", label: "kind" });
  expect(texts.classes).toEqual(["k0", "k1", "k2"]);
});

test("rows without a text or a label are left out and counted; integers are classes by size", async () => {
  const path = await file(
    "c.csv",
    csv([
      ["text", "label"],
      ["one", "10"],
      ["", "9"],
      ["two", ""],
      ["three", "9"],
      ["  ", "10"],
      ["four", "-1"],
      ["five", "-1"],
      ["six", "9"],
      ["seven", "10"],
    ]),
  );
  const { texts } = await readTexts(path, {}, true);
  expect(texts.leftOut).toEqual({ withoutText: 2, withoutLabel: 1, unreadable: 0 });
  expect(texts.classes).toEqual(["-1", "9", "10"]);
  expect([...texts.labels]).toEqual([2, 1, 0, 0, 1, 2]);
});

test("a folder of texts per label, with train and test below it, UTF-8 or not", async () => {
  for (const part of ["train", "test"]) {
    for (const label of ["pos", "neg", "unsup"]) await mkdir(join(folder, "films", part, label), { recursive: true });
    await file(`films/${part}/pos/1_9.txt`, `${part} gut`);
    await file(`films/${part}/neg/0_2.txt`, Buffer.from("f\u00fcr nichts", "latin1"));
    await file(`films/${part}/unsup/0_0.txt`, "no label");
    await file(`films/${part}/pos/.hidden`, "no text");
  }
  const { texts, test: judged } = await readTexts(join(folder, "films"), {}, true);
  expect(texts.texts).toEqual(["für nichts", "train gut"]);
  expect(texts.classes).toEqual(["neg", "pos"]);
  expect(judged?.texts).toEqual(["für nichts", "test gut"]);
  expect(texts.oddities).toEqual([
    `${join(folder, "films", "train")}: 1 of its files is not UTF-8; it was read as Latin-1 (Windows-1252).`,
  ]);
});

test("a CSV that is not UTF-8, and a text of a megabyte", async () => {
  const long = "word ".repeat(210_000);
  const path = await file(
    "d.csv",
    Buffer.from(
      csv([
        ["text", "label"],
        ["m\u00fcde", "a"],
        [long, "b"],
      ]),
      "latin1",
    ),
  );
  const { texts } = await readTexts(path, {}, true);
  expect(texts.texts[0]).toBe("müde");
  expect(texts.texts[1].length).toBe(long.trim().length);
});

test("quotes and dashes of Windows-1252, in a table, packed or not, and in JSON; UTF-8 stays as it is", async () => {
  const plain = csv([
    ["text", "label"],
    ["“so good” – 5 €", "a"],
    ["na ja…", "b"],
  ]);
  const lines = [
    { text: "“so good” – 5 €", label: "a" },
    { text: "na ja…", label: "b" },
  ].map((row) => JSON.stringify(row));
  for (const [name, content] of [
    ["w.csv", windows1252(plain)],
    ["w-dos.csv", windows1252(plain.replace("\n", "\r\n"))],
    ["w.csv.gz", gzipSync(windows1252(plain))],
    ["w.jsonl", windows1252(lines.join("\n"))],
    ["u.csv", Buffer.from(plain)],
    ["u-dos.csv", Buffer.from(plain.replace("\n", "\r\n"))],
  ] as const) {
    const path = await file(name, content);
    const { texts } = await readTexts(path, {}, true);
    expect([name, ...texts.texts]).toEqual([name, "“so good” – 5 €", "na ja…"]);
    expect(texts.oddities).toEqual(
      name.startsWith("u") ? [] : [`${path} is not UTF-8; it was read as Latin-1 (Windows-1252).`],
    );
  }
});

/** Bytes of a text as Windows-1252 writes them. */
function windows1252(text: string): Buffer {
  const high: Readonly<Record<string, number>> = { "€": 0x80, "…": 0x85, "“": 0x93, "”": 0x94, "–": 0x96 };
  return Buffer.from(Array.from(text, (letter) => high[letter] ?? letter.charCodeAt(0)));
}

test.each([
  [
    "one class",
    [
      ["text", "label"],
      ["a b", "x"],
      ["c d", "x"],
    ],
    {},
    'every text is in the one class "x"',
  ],
  [
    "no text",
    [
      ["text", "label"],
      ["", "x"],
      [" ", "y"],
    ],
    {},
    "holds no text with a label",
  ],
  [
    "labels that are measures",
    [
      ["text", "label"],
      ["a", "0.5"],
      ["b", "1.25"],
    ],
    {},
    'column "label": holds numbers that are not whole, such as',
  ],
  [
    "an unknown column",
    [
      ["text", "label"],
      ["a", "x"],
      ["b", "y"],
    ],
    { text: "txt" },
    'there is no column "txt" for the text; help: did you mean "text"',
  ],
  [
    "one column for both",
    [
      ["text", "label"],
      ["a", "x"],
      ["b", "y"],
    ],
    { text: "label", label: "label" },
    "is named for both",
  ],
  [
    "an identifier for a label",
    [["text", "label"], ...Array.from({ length: 9 }, (_, i) => [`t${i} u`, `id${i}`])],
    {},
    "the labels hold 9 different values in 9 rows",
  ],
  [
    "two columns that could be labels",
    [
      ["words of it", "a", "b"],
      ["some words", "x", "1"],
      ["other words", "y", "2"],
      ["more words", "x", "2"],
      ["last words", "y", "1"],
    ],
    {},
    '2 columns could be the labels; help: name one with --label: "a", "b"',
  ],
] as const)("%s is refused with what to do", async (_, rows, columns, message) => {
  await expect(readTexts(await file("bad.csv", csv(rows)), columns, true)).rejects.toThrow(message);
});

test("labels of the test file that nobody learned are counted and left out; none in common is an error", async () => {
  const source = await file(
    "train.csv",
    csv([
      ["text", "label"],
      ["a b", "x"],
      ["c d", "y"],
    ]),
  );
  const judged = await file(
    "judged.csv",
    csv([
      ["text", "label"],
      ["a b", "y"],
      ["e f", "z"],
      ["g h", "z"],
      ["i", "x"],
    ]),
  );
  const { test: matched } = await load({ source, test: judged }, {});
  expect(matched?.texts).toEqual(["a b", "i"]);
  expect([...(matched?.labels ?? [])]).toEqual([1, 0]);
  expect(matched?.unseen).toEqual([{ label: "z", count: 2 }]);
  const strange = await file(
    "strange.csv",
    csv([
      ["text", "label"],
      ["a b", "1"],
      ["c", "2"],
    ]),
  );
  await expect(load({ source, test: strange }, {})).rejects.toThrow(
    'its labels are "1", "2", and those to learn from are "x", "y"; help: write the labels of both files alike',
  );
});
