import { expect, test } from "vitest";
import { withDemonstration } from "./options.ts";

test("a run without a file is the demonstration, but for what is given", () => {
  const demonstration = withDemonstration({});
  expect(demonstration).toMatchObject({ lookback: "5d", every: "2h", epochs: 20 });
  expect(demonstration.models).toEqual(["naive", "seasonal", "theta", "linear", "gru", "lstm"]);
  expect(withDemonstration({ lookback: "3d", models: ["conv"], seed: 4 })).toEqual({
    lookback: "3d",
    every: "2h",
    models: ["conv"],
    epochs: 20,
    seed: 4,
  });
});

test("files and presets have their own defaults", () => {
  expect(withDemonstration({ source: "a.csv" })).toEqual({ source: "a.csv" });
  expect(withDemonstration({ preset: "lecture" })).toEqual({ preset: "lecture" });
});
