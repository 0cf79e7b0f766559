import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as library from "../src/index.ts";
import * as forNode from "../src/node.ts";

interface Row {
  readonly keras: string;
  readonly names: readonly string[];
  readonly status: string;
}

/** The lines of all tables, without their heads. */
const rows: readonly Row[] = readFileSync("FEATURES.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\|[ -]+\|[ -]+\|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter(([, keras]) => keras !== "Keras")
  .map(([, keras, names, status]) => ({
    keras,
    names: [...names.matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
    status,
  }));

/** What a dotted name leads to among the exports. */
function exported(name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (found, part) => (typeof found === "object" && found !== null ? Reflect.get(found, part) : undefined),
      { ...library, ...forNode },
    );
}

test("FEATURES.md has tables, and every line says have, partly or not", () => {
  expect(rows.length).toBeGreaterThan(70);
  expect(rows.filter(({ status }) => !["have", "partly", "not"].includes(status))).toEqual([]);
});

test("what a line claims is exported; what is not there claims nothing", () => {
  const claimed = rows.filter(({ status }) => status !== "not");
  expect(claimed.filter(({ names }) => names.length === 0)).toEqual([]);
  expect(rows.filter(({ status, names }) => status === "not" && names.length > 0)).toEqual([]);
  const names = new Set(claimed.flatMap((row) => row.names));
  expect(names.size).toBeGreaterThan(120);
  expect([...names].filter((name) => exported(name) === undefined)).toEqual([]);
});
