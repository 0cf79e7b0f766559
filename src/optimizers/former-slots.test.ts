import { expect, test } from "vitest";
import { layers } from "../layers/registry.ts";
import { sequential } from "../models/sequential.ts";
import { compile } from "../training/trainer.ts";
import { withPresentNames } from "./former-slots.ts";
import { optimizers } from "./registry.ts";

test("only Adam and its kin had other names: rmsprop's mean and square are its own", () => {
  const slots = { mean: 1, square: 2, accumulated: 3 };
  expect(withPresentNames("adam", slots)).toEqual({ momentum: 1, velocity: 2, accumulated: 3 });
  expect(withPresentNames("nadam", slots)).toEqual({ momentum: 1, velocity: 2, accumulated: 3 });
  expect(withPresentNames("rmsprop", slots)).toEqual(slots);
  expect(withPresentNames("toString", slots)).toEqual(slots);
});

test.each(["adam", "adamW", "nadam"] as const)(
  "%s goes on from a state with the names of 0.1, with the same bits",
  async (kind) => {
    const data = {
      x: [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 9],
      ],
      y: [[1], [2], [3], [5]],
    };
    const start = () =>
      compile(sequential([layers.dense({ units: 1 })], { input: [2] }), {
        optimizer: kind === "nadam" ? optimizers.nadam() : optimizers[kind]({ amsgrad: true }),
        loss: "meanSquaredError",
      });
    const straight = start();
    await straight.fit(data, { epochs: 2, batchSize: 2 });
    const state = straight.state();
    const before = { momentum: "mean", velocity: "square", velocityHat: "largest" };
    const slots = Object.fromEntries(
      Object.entries(state.slots).map(([name, values]) => [
        Object.entries(before).find(([now]) => now === name)?.[1] ?? name,
        values,
      ]),
    );
    expect(Object.keys(slots)).toEqual(kind === "nadam" ? ["mean", "square"] : ["mean", "square", "largest"]);
    const resumed = start();
    resumed.restore({ ...state, slots });
    await resumed.fit(data, { epochs: 4, batchSize: 2 });
    await straight.fit(data, { epochs: 4, batchSize: 2 });
    expect(resumed.state().weights).toEqual(straight.state().weights);
    expect(resumed.state().slots).toEqual(straight.state().slots);
  },
);
