import { expect, test } from "vitest";
import { exampleForecast, linesOf, occurrences } from "../../../../test/report.ts";
import { describeLossCurves, drawLossCurves } from "./loss-curves.ts";

test("loss curves mark the epoch that was kept and leave the picture where they diverge", () => {
  const data = exampleForecast();
  const svg = drawLossCurves(data);
  expect(linesOf(svg, "training").map((line) => occurrences(line, /L/g))).toEqual([4, 7]);
  expect(linesOf(svg, "validation").map((line) => occurrences(line, /L/g))).toEqual([4, 7]);
  const kept = [...svg.matchAll(/<circle r="4" cy="([\d.]+)" cx="([\d.]+)"/g)].map(([, y, x]) => `${x},${y}`);
  const vertices = linesOf(svg, "validation").map((line) => line.split(/[ML"]/).slice(2));
  expect(kept).toEqual([vertices[0][2 - 1], vertices[1][6 - 1]]);
  expect(describeLossCurves(data).caption).not.toContain("cut off");

  const wild = {
    model: "wild",
    loss: [0.5, 0.6, 90, 1e6, 0.6],
    validationLoss: [500, 600, null, 500, 500],
    bestEpoch: 1,
  };
  const diverged = { ...data, histories: [...data.histories, wild] };
  expect(describeLossCurves(diverged).caption).toContain("losses above 2.5 are cut off");
  const [, , training] = linesOf(drawLossCurves(diverged), "training");
  // Two points, the way out; the way in, one point.
  expect(occurrences(training, /M/g)).toBe(2);
  expect(occurrences(training, /L/g)).toBe(3);
  expect(occurrences(drawLossCurves(diverged), /<circle/g)).toBe(3);
  expect(drawLossCurves({ ...data, histories: [{ ...wild, loss: [null] }, ...data.histories] })).toContain(
    "no loss in this range",
  );
});

test("each panel has its axes, in a row or below another", () => {
  const data = exampleForecast();
  const [history] = data.histories;
  const five = { ...data, histories: Array.from({ length: 5 }, (_, i) => ({ ...history, model: `model ${i}` })) };
  for (const width of [880, 360]) {
    const svg = drawLossCurves(five, { width });
    expect(occurrences(svg, /y="0.71em">1</g)).toBe(5);
    expect(occurrences(svg, /y="0.32em">0.8</g)).toBe(5);
  }
});
