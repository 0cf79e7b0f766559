// The line protocol of a peer written in JavaScript; README.md describes it.
import { createInterface } from "node:readline";

/**
 * Answers requests on standard input until it ends. prepare(case) sets a case up and returns its step, which may be
 * asynchronous and gives the loss before the update.
 */
export async function serve({ name, version, threads, prepare }) {
  let step;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      if (request.run === undefined) {
        step = undefined;
        step = await prepare(request);
        answer({ ready: true, name, version, threads });
      } else {
        answer(await time(step, request.run));
      }
    } catch (error) {
      answer({ error: String(error.message ?? error).split("\n")[0] });
    }
  }
}

async function time(step, count) {
  const milliseconds = [];
  let loss;
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    loss = await step();
    milliseconds.push(performance.now() - start);
  }
  return { milliseconds, loss: Number(loss) };
}

function answer(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
