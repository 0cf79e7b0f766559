import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that measures the build of the checkout at `root`, which ends with a slash, in this environment. */
export function start(root, name, environment) {
  const child = spawn(process.execPath, [`${root}bench/worker.mjs`], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    async ask(figure) {
      child.stdin.write(`${JSON.stringify(figure)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended while it was asked for ${JSON.stringify(figure)}`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}
