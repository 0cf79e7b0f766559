import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { kernelNames } from "./signatures.ts";

test("every kernel of every family is in the table, and in one family only", async () => {
  const files = readdirSync("src/kernels/signatures").filter((file) => file !== "kind.ts");
  const families: readonly object[] = await Promise.all(
    files.map((file): Promise<object> => import(`./signatures/${file}`)),
  );
  const tables = families.flatMap((family) => Object.entries(family)).filter(([name]) => !shared.has(name));
  const names = tables.flatMap(([, table]: [string, object]) => Object.keys(table));
  expect(names.toSorted()).toEqual(kernelNames.toSorted());
  expect(files.length).toBeGreaterThan(15);
});

/** Arguments that families share. */
const shared: ReadonlySet<string> = new Set(["attentionBounds", "attentionSizes"]);
