import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Rooms of src, lowest first. A file may import from its own room and from rooms of an earlier line. */
const lines = [
  ["kernels"],
  ["tensor"],
  ["ops", "data"],
  ["constraints", "initializers", "losses", "metrics", "optimizers", "regularizers"],
  ["layers"],
  ["models"],
  ["training", "decoding", "explaining"],
  ["files"],
  ["report", "scoring"],
  ["jobs"],
  ["cli", "server"],
] as const;

const level = new Map(lines.flatMap((rooms, i) => rooms.map((room) => [room as string, i] as const)));

/**
 * Rooms below files run in browsers: no node: modules and no packages, except where a file's name says that it is for
 * Node.
 */
const portable = new Set([
  "kernels",
  "tensor",
  "ops",
  "data",
  "constraints",
  "initializers",
  "losses",
  "metrics",
  "optimizers",
  "regularizers",
  "layers",
  "models",
  "training",
  "decoding",
  "explaining",
  "scoring",
]);

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

const imports = sources.flatMap((file) => {
  const text = readFileSync(`src/${file}`, "utf8");
  const atOnce = [...text.matchAll(/^(import|export)( type)?[^;]*? from "([^"]+)"/gms)].map(([, , type, to]) => ({
    file,
    to,
    when: type === undefined ? "at once" : "never",
  }));
  const later = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, to]) => ({ file, to, when: "later" }));
  return [...atOnce, ...later];
});

const roomOf = (file: string): string => file.split("/")[0];

/** The file that a relative import leads to, from src. */
function target(file: string, to: string): string {
  return new URL(to, `file:///${file}`).pathname.slice(1);
}

/** The folder of a report's file: its subject, or drawing. */
const subjectOf = (file: string): string => file.split("/")[1];

test("imports point one way", () => {
  const between = imports
    .filter(({ file, to }) => to.startsWith(".") && file.includes("/"))
    .map(({ file, to }) => ({ file, to: roomOf(target(file, to)) }));
  expect(between.length).toBeGreaterThan(150); // the pattern still finds imports
  const wrong = between.filter(({ file, to }) => {
    const from = roomOf(file);
    if (from === to) return false;
    const [above, below] = [level.get(from), level.get(to)];
    return above === undefined || below === undefined || below >= above;
  });
  expect(wrong).toEqual([]);
});

test("every room is known", () => {
  const rooms = new Set(sources.filter((file) => file.includes("/")).map(roomOf));
  expect([...rooms].filter((room) => !level.has(room))).toEqual([]);
  expect(rooms.size).toBeGreaterThan(10);
});

test("what runs in browsers imports neither node: modules nor packages", () => {
  const outside = imports.filter(({ file, to }) => portable.has(roomOf(file)) && !to.startsWith("."));
  expect(outside.filter(({ file }) => file !== "kernels/start-node.ts")).toEqual([]);
});

test("scoring uses tensors at most", () => {
  const reached = imports.filter(({ file, to }) => roomOf(file) === "scoring" && to.startsWith("."));
  expect(reached.length).toBeGreaterThan(10);
  expect(reached.filter(({ file, to }) => !["scoring", "tensor"].includes(roomOf(target(file, to))))).toEqual([]);
});

test("report uses nothing but plain data", () => {
  const reached = imports.filter(
    ({ file, to }) => roomOf(file) === "report" && to.startsWith(".") && roomOf(target(file, to)) !== "report",
  );
  expect(reached).toEqual([]);
});

test("reports of one subject draw with report/drawing and know no other subject", () => {
  const inside = imports.filter(({ file, to }) => roomOf(file) === "report" && to.startsWith("."));
  const between = inside.map(({ file, to }) => ({ file, to, from: subjectOf(file), of: subjectOf(target(file, to)) }));
  expect(new Set(between.map(({ from }) => from))).toEqual(
    new Set(["drawing", "forecast", "classify", "translate", "parse", "explain", "lab"]),
  );
  expect(between.length).toBeGreaterThan(150);
  expect(between.filter(({ from, of }) => from !== of && of !== "drawing")).toEqual([]);
});

test("only tensors, ops and optimizers call kernels; others ask tensor/ for what they need", () => {
  const callers = imports.filter(({ file, to }) => to.startsWith(".") && target(file, to) === "kernels/current.ts");
  expect(callers.length).toBeGreaterThan(50);
  // The entry points and the library's index choose a backend.
  const inRooms = callers.filter(({ file }) => file.includes("/"));
  expect(inRooms.filter(({ file }) => !["kernels", "tensor", "ops", "optimizers"].includes(roomOf(file)))).toEqual([]);
});

/** The files that import each other, directly or by way of others (Tarjan 1972, strongly connected components). */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const numbers = new Map<string, number>();
  const open: string[] = [];
  const circles: string[] = [];
  /** The lowest number of an open file that can be reached from this one. */
  const visit = (file: string): number => {
    const own = numbers.size;
    numbers.set(file, own);
    const depth = open.push(file) - 1;
    let lowest = own;
    for (const next of graph.get(file) ?? []) {
      const known = numbers.get(next);
      if (known === undefined) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) lowest = Math.min(lowest, known);
    }
    if (lowest < own) return lowest;
    const together = open.splice(depth);
    if (together.length > 1 || graph.get(file)?.includes(file) === true) circles.push(together.toSorted().join(" "));
    return lowest;
  };
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file);
  return circles.toSorted();
}

test("circles are found", () => {
  const graph = { a: ["b", "d"], b: ["c"], c: ["a", "d"], d: ["e"], e: [], f: ["f"] };
  expect(circlesOf(new Map(Object.entries(graph)))).toEqual(["a b c", "f"]);
});

test("no files import each other in a circle, types counted", () => {
  const graph = new Map<string, string[]>(sources.map((file) => [file, []]));
  for (const { file, to } of imports) if (to.startsWith(".")) graph.get(file)?.push(target(file, to));
  expect(circlesOf(graph)).toEqual([]);
});

/** The packages that are loaded as soon as a file is imported. */
function packagesOf(file: string): readonly string[] {
  const reached = new Set([file]);
  const packages = new Set<string>();
  for (const from of reached) {
    for (const { to, when } of importsFrom.get(from) ?? []) {
      if (when !== "at once" || to.startsWith("node:")) continue;
      if (to.startsWith(".")) reached.add(target(from, to));
      else packages.add(to);
    }
  }
  return [...packages].toSorted();
}

const importsFrom = new Map(sources.map((from) => [from, imports.filter(({ file }) => file === from)]));

test("what takes long to load is loaded when it is needed: DuckDB, and Plot for figures", () => {
  const commands = sources.filter((file) => /^cli\/[a-z-]+-command\.ts$/.test(file));
  expect(commands.length).toBeGreaterThan(10);
  for (const file of [...commands, "index.ts", "entry-node.ts", "node.ts"]) {
    const heavy = packagesOf(file).filter((name) => /duckdb|plot|linkedom/.test(name));
    // The experiments of the lab print the tables of their reports.
    expect([file, heavy]).toEqual([file, file === "cli/lab-command.ts" ? ["@observablehq/plot"] : []]);
  }
  expect(packagesOf("cli/main.ts")).toEqual(["commander", "fastest-levenshtein", "picocolors"]);
  expect(packagesOf("index.ts")).toEqual(["zod"]);
  expect(packagesOf("report/forecast/forecast-report.ts")).toContain("@observablehq/plot"); // packages are still found
});
