import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeFileAtomic } from "./atomic.ts";
import { fileError } from "./file-error.ts";
import { host, isAbandoned, ownedName, removeAbandonedIn } from "./temporaries.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "temporaries-test-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const ended = spawnSync(process.execPath, ["--version"]).pid;
const hex = "0123456789ab";

test("a name is abandoned when its process on this machine has ended", () => {
  expect(isAbandoned(ownedName())).toBe(false);
  expect(isAbandoned(`.report.html.${ended}-${host}-${hex}`)).toBe(true);
  expect(isAbandoned(`.report.html.${ended}-${host}.other-${hex}`)).toBe(false);
  expect(isAbandoned(`.report.html.${ended}-${host}-short`)).toBe(false);
});

test("what a killed process left is removed, of the names given, and nothing else", () => {
  const own = `.a.csv.${ownedName()}.tmp`;
  const left = [`.a.csv.${ended}-${host}-${hex}.tmp`, `.b.csv.${ended}-${host}-${hex}.tmp`];
  for (const name of [own, ...left, ".a.csv.mine.tmp", "a.csv"]) writeFileSync(join(folder, name), "");
  removeAbandonedIn(folder, ["a.csv"]);
  expect(readdirSync(folder).toSorted()).toEqual([own, left[1], ".a.csv.mine.tmp", "a.csv"].toSorted());
  removeAbandonedIn(folder);
  expect(readdirSync(folder)).not.toContain(left[1]);
});

test("a file is written anew over what a killed process left of it, a long name too", async () => {
  const name = "a".repeat(250);
  writeFileSync(join(folder, `.w.json.${ended}-${host}-${hex}.tmp`), "half");
  await writeFileAtomic(join(folder, "w.json"), "{}");
  await writeFileAtomic(join(folder, name), "long");
  const names = readdirSync(folder).filter((one) => one.includes("w.json") || one.includes("aaa"));
  expect(names.toSorted()).toEqual([name, "w.json"]);
});

test("errors of the operating system name the path and say why", async () => {
  mkdirSync(join(folder, "folder"));
  const cases = [
    [join(folder, "folder"), /folder: cannot be written: /],
    [join(folder, "none", "x"), /x: cannot be written: there is no such file or folder$/],
    [join(folder, "w.json", "x"), /x: cannot be written: a part of the path is a file, not a folder$/],
    [join(folder, "b".repeat(300)), /cannot be written: the name is too long for the file system$/],
  ] as const;
  for (const [path, says] of cases) await expect(writeFileAtomic(path, "")).rejects.toThrow(says);
  for (const [code, says] of [
    ["ENOSPC", "x: cannot be written: the disk is full"],
    ["EROFS", "x: cannot be written: the file system is read-only"],
    ["EACCES", "x: cannot be written: permission denied"],
    ["EMFILE", "x: cannot be written: too many files are open; help: raise the limit (ulimit -n)"],
  ]) {
    expect(fileError(Object.assign(new Error("raw"), { code }), "x")).toMatchObject({
      name: "FileError",
      message: says,
    });
  }
  expect(fileError(new RangeError("not of the system"), "x")).toBeInstanceOf(RangeError);
});
