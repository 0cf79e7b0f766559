import { existsSync, readdirSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/* Every program in the pages of docs runs as it stands. */

const built = existsSync("dist/node.js");
const reason = built ? "" : " (dist is not built: npm run build)";
const programs = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .flatMap((page) =>
    [...readFileSync(join("docs", page), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program], i) => ({
      name: `${page}, program ${i + 1}`,
      program,
    })),
  );

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-docs-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(resolve("."), join(folder, "node_modules", "lookback"), "junction");
});
afterAll(() => rm(folder, { recursive: true }));

test("there are programs in the pages", () => {
  expect(programs.length).toBeGreaterThanOrEqual(9);
});

test.skipIf(!built).each(programs)(`$name runs${reason}`, async ({ program }) => {
  const file = join(folder, "program.mjs");
  await writeFile(file, program);
  const run = spawnSync(process.execPath, [file], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, LOOKBACK_THREADS: "1" },
  });
  expect(run.status === 0 ? "ran" : run.stderr).toBe("ran");
});
