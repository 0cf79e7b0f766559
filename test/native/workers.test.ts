import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";

// Processes with several threads each: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

const run = promisify(execFile);
const native = existsSync("dist/kernels/lookback.node");
const reason = native ? "" : " (native kernels are not built: no C++ compiler)";

/** What test/native/in-workers.mjs says in a process of its own. */
async function inWorkers(task: string, threads: number): Promise<unknown> {
  const { stdout } = await run(process.execPath, ["test/native/in-workers.mjs", task], {
    env: { ...process.env, LOOKBACK_KERNELS: "native", LOOKBACK_THREADS: `${threads}` },
  });
  return JSON.parse(stdout);
}

for (const threads of [1, 3]) {
  test.skipIf(!native)(`two workers train at once as each does alone, ${threads} threads${reason}`, async () => {
    expect(await inWorkers("train", threads)).toEqual({ compared: 6, wrong: 0 });
  });

  test.skipIf(!native)(`a worker trains while the main thread predicts, ${threads} threads${reason}`, async () => {
    expect(await inWorkers("predict", threads)).toMatchObject({ wrong: 0 });
  });
}

test.skipIf(!native)(
  `ending a worker in a kernel, or while a tensor is made, leaves the process alive${reason}`,
  async () => {
    expect(await inWorkers("terminate", 2)).toEqual({ compared: 20, wrong: 0 });
  },
);
