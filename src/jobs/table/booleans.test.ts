import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDiagnosis } from "./describe.ts";
import { diagnose } from "./diagnosis.ts";
import { readTable } from "./read.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-booleans-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("true and false, or yes and no, are 1 and 0; an empty cell is missing, another word makes a text", async () => {
  const path = join(folder, "shop.csv");
  const rows = [
    "2021-01-01,5,true,Yes,yes",
    "2021-01-02,6,False,no,no",
    "2021-01-03,7,,NO,maybe",
    "2021-01-04,8,TRUE,yes,yes",
  ];
  await writeFile(path, `date,sales,promo,open,rain\n${rows.join("\n")}\n`);
  const raw = await readTable(path, { targets: ["sales"] });
  expect(raw.columns).toEqual(["sales", "promo", "open"]);
  expect([...raw.values]).toEqual([5, 1, 1, 6, 0, 0, 7, NaN, 0, 8, 1, 1]);
  const lines = describeDiagnosis(diagnose(raw)).join("\n");
  expect(lines).toContain('column "promo" read as 1 for true or yes, 0 for false or no');
  expect(lines).toContain('column "rain" left out: it holds text');
  await expect(readTable(path, { features: ["rain"] })).rejects.toThrow(/holds text/);
  expect((await readTable(path, { targets: ["sales"], features: ["open"] })).columns).toEqual(["sales", "open"]);
});
