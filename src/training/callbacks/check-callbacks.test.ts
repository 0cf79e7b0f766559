import { expect, test } from "vitest";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../models/sequential.ts";
import { compile } from "../trainer.ts";
import type { Callback, EpochLogs } from "./callback.ts";
import { checkCallbacks } from "./check-callbacks.ts";
import { earlyStopping } from "./early-stopping.ts";

class Diary implements Callback {
  readonly lines: number[] = [];
  readonly online = true;
  onEpochEnd({ epoch }: EpochLogs): void {
    this.write(epoch);
  }
  write(epoch: number): void {
    this.lines.push(epoch);
  }
}

class MisspeltDiary extends Diary {
  onEpochFinished(): void {}
}

test("functions that fit would never call are refused, with the one that was meant", () => {
  const wrong: [unknown, string][] = [
    [
      [{ onEpochends: () => 0 }],
      "callbacks[0] has onEpochends, which is never called; help: did you mean onEpochEnd? ",
    ],
    [
      [new Diary(), { on_epoch_end: () => 0 }],
      "callbacks[1] has on_epoch_end, which is never called; help: did you mean",
    ],
    [
      [{ onTrainBatchEnd: () => 0 }],
      "did you mean onStepEnd? the functions are onTrainBegin, onEpochBegin, onStepEnd,",
    ],
    [[{ onBatchBegin: () => 0 }], "callbacks[0] has onBatchBegin, which is never called; help: "],
    [[{ EpochEnd: () => 0 }], "callbacks[0] has EpochEnd, which is never called; help: did you mean onEpochEnd? "],
    [[new MisspeltDiary()], "callbacks[0] has onEpochFinished, which is never called"],
    [[{ onEpochEnd: 3 }], "callbacks[0]: onEpochEnd must be a function, got 3"],
    [[{}], "callbacks[0] has no function that is called; help: the functions are onTrainBegin"],
    [[earlyStopping], "callbacks[0] must be an object with functions, got "],
    [[null], "callbacks[0] must be an object with functions, got null; help: { onEpochEnd: (logs) => … }"],
    [earlyStopping(), "fit: callbacks must be a list, got "],
  ];
  for (const [callbacks, message] of wrong) expect(() => checkCallbacks(callbacks)).toThrow(message);
});

test("fit refuses them before it trains, and takes classes with properties of their own", async () => {
  const trainer = compile(sequential([dense({ units: 1 })], { input: [1] }), { loss: "meanSquaredError" });
  const data = { x: [[1]], y: [3] };
  const misspelt = { onEpochEnds: (): void => {} };
  // @ts-expect-error: the types refuse it, plain JavaScript does not
  await expect(trainer.fit(data, { callbacks: [misspelt] })).rejects.toThrow("did you mean onEpochEnd?");
  expect(trainer.epoch).toBe(0);
  const diary = new Diary();
  await trainer.fit(data, { epochs: 2, callbacks: [diary, { onTrainEnd: () => {} }] });
  expect(diary.lines).toEqual([0, 1]);
});
