// Trains in a worker thread with the same call as anywhere, so that this thread stays free; tells of its progress, and
// can be cancelled.
/* oxlint-disable unicorn/require-post-message-target-origin -- workers of Node have no origins */
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { compile, dense, gru, reportProgress, sequential } from "lookback";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on("message", (message) => {
    console.log(message);
    if (message.epoch === 3) worker.postMessage("cancel"); // a button of the user's, say
  });
  worker.on("error", (error) => {
    throw error;
  });
} else {
  const controller = new AbortController();
  parentPort?.once("message", () => controller.abort());

  const series = Array.from({ length: 2000 }, (_, t) => Math.sin(t / 9) + Math.sin(t / 31));
  const x = series.slice(0, -25).map((_, t) => series.slice(t, t + 24).map((value) => [value]));
  const y = x.map((_, t) => [series[t + 24]]);
  const model = sequential([gru({ units: 16 }), dense({ units: 1 })], { input: [24, 1] });
  const trainer = compile(model, { optimizer: "adam", loss: "meanAbsoluteError" });
  const history = await trainer.fit(
    { x, y },
    {
      epochs: 1000,
      signal: controller.signal,
      callbacks: [
        reportProgress((progress) => parentPort?.postMessage({ epoch: progress.epoch, loss: progress.loss })),
      ],
    },
  );
  // After an interruption fit returns what was done, and the weights are those of the last step.
  parentPort?.postMessage({ stopped: history.stopped, epochs: history.epoch.length, weights: model.flat.toArray() });
  parentPort?.close();
}
