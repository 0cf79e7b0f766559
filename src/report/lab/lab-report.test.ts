import { readdirSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { exampleGradients, exampleMemory } from "../../../test/lab-report.ts";
import { readMarkup } from "../../../test/report.ts";
import type { FigureOptions, FigureText } from "../drawing/figure.ts";
import { describeClippedGradients, drawClippedGradients } from "./figures/clipped-gradients.ts";
import { describeGradientFlow, drawGradientFlow } from "./figures/gradient-flow.ts";
import { describeMemoryCurves, drawMemoryCurves } from "./figures/memory-curves.ts";
import { describeSequencesByGap, drawSequencesByGap } from "./figures/sequences-by-gap.ts";
import { describeSuccessByGap, drawSuccessByGap } from "./figures/success-by-gap.ts";
import { gradientsReport } from "./gradients-report.ts";
import type { GradientsData } from "./gradients-data.ts";
import type { MemoryData } from "./memory-data.ts";
import { memoryHeadline, memoryReport, memoryRows } from "./memory-report.ts";

const nasty = `<script>alert("1")</script> & 'a' ${"very long name ".repeat(6)}`;
type Change = (number: number | null) => number | null;

function gradientsWith(change: Change, title = ""): GradientsData {
  const data = exampleGradients();
  return {
    ...data,
    curves: data.curves.map((curve) => ({ ...curve, title: title + curve.title, hidden: curve.hidden.map(change) })),
    clipping: data.clipping.map((curve) => ({ ...curve, unclipped: curve.unclipped.map(change) })),
  };
}

function memoryWith(change: Change, rename: (name: string) => string = (name) => name): MemoryData {
  const data = exampleMemory();
  return {
    ...data,
    lossName: rename(data.lossName),
    baselineName: rename(data.baselineName),
    models: data.models.map(rename),
    runs: data.runs.map((run) => ({ ...run, model: rename(run.model), losses: run.losses.map(change) })),
    cells: data.cells.map((cell) => ({ ...cell, model: rename(cell.model) })),
  };
}

const same: Change = (number) => number;
const cases: Readonly<Record<string, { readonly gradients: GradientsData; readonly memory: MemoryData }>> = {
  ordinary: { gradients: exampleGradients(), memory: exampleMemory() },
  empty: {
    gradients: { ...exampleGradients(), curves: [], clipping: [] },
    memory: { ...exampleMemory(), runs: [], cells: [] },
  },
  "nothing there": { gradients: gradientsWith(() => null), memory: memoryWith(() => null) },
  zero: { gradients: gradientsWith(() => 0), memory: memoryWith(() => 0) },
  constant: { gradients: gradientsWith(() => 1), memory: memoryWith(() => 1) },
  huge: {
    gradients: gradientsWith((number) => number && number * 1e200),
    memory: memoryWith((number) => number && number * 1e30),
  },
  tiny: { gradients: gradientsWith((number) => number && number * 1e-200), memory: memoryWith(() => 1e-30) },
  "nasty names": { gradients: gradientsWith(same, nasty), memory: memoryWith(same, (name) => nasty + name) },
};

type Figures = Readonly<
  Record<
    string,
    (of: (typeof cases)[string], options: FigureOptions) => { readonly svg: string; readonly text: FigureText }
  >
>;

const figures: Figures = {
  "clipped-gradients": ({ gradients }, options) => ({
    svg: drawClippedGradients(gradients, options),
    text: describeClippedGradients(gradients),
  }),
  "gradient-flow": ({ gradients }, options) => ({
    svg: drawGradientFlow(gradients, options),
    text: describeGradientFlow(gradients),
  }),
  "memory-curves": ({ memory }, options) => ({
    svg: drawMemoryCurves(memory, options),
    text: describeMemoryCurves(memory),
  }),
  "sequences-by-gap": ({ memory }, options) => ({
    svg: drawSequencesByGap(memory, options),
    text: describeSequencesByGap(memory),
  }),
  "success-by-gap": ({ memory }, options) => ({
    svg: drawSuccessByGap(memory, options),
    text: describeSuccessByGap(memory),
  }),
};

test("every figure of experiments is swept", () => {
  const files = readdirSync("src/report/lab/figures").map((file) => file.replace(/\.ts$/, ""));
  const helpers = new Set(["model-colours", "gap-axis"]);
  expect(files.filter((name) => !helpers.has(name)).toSorted()).toEqual(Object.keys(figures).toSorted());
});

test("figures of experiments are well-formed pictures whatever the data and the width", () => {
  const problems: string[] = [];
  let swept = 0;
  for (const [name, draw] of Object.entries(figures)) {
    for (const [kind, data] of Object.entries(cases)) {
      for (const width of [880, 360]) {
        const { svg, text } = draw(data, { width });
        const found = readMarkup(svg);
        const wrong = [
          ...found.problems,
          ...(found.counts.get("svg") === 1 && text.caption.endsWith(".") ? [] : [text.caption]),
          ...(svg.match(/NaN|undefined|Infinity|null|<script|<style|\sid="/) ?? []),
        ];
        problems.push(...wrong.map((what) => `${name}, ${kind}, ${width} wide: ${what}`));
        swept++;
      }
    }
  }
  expect(problems).toEqual([]);
  expect(swept).toBe(5 * 8 * 2);
});

test("lines end where they leave the range, dots and bars are one for each run and cell", () => {
  const flow = drawGradientFlow(exampleGradients());
  // 3 lines in each of 2 panels, each with its radius at its end.
  expect([...flow.matchAll(/stroke-width="1.75"/g)]).toHaveLength(6);
  for (const radius of ["0.1", "1", "3"]) expect(flow.split(`>${radius}</text>`).length - 1).toBeGreaterThanOrEqual(2);
  const dots = drawSequencesByGap(exampleMemory());
  expect([...dots.matchAll(/<circle/g)].length).toBe(4 + 2); // and two in the legend
  expect([...drawSuccessByGap(exampleMemory()).matchAll(/>[02]\/2</g)]).toHaveLength(4);
});

test("the reports are well-formed, answer first and hold their numbers", () => {
  for (const { gradients, memory } of Object.values(cases)) {
    for (const html of [gradientsReport(gradients), memoryReport(memory)])
      expect(readMarkup(html).problems).toEqual([]);
  }
  const { document } = parseHTML(gradientsReport(exampleGradients()));
  expect(document.querySelector("h1")?.textContent).toMatch(
    /30 steps back.*at a spectral radius of 0\.1 and by .* at 3\./,
  );
  expect(document.querySelectorAll("tbody tr")).toHaveLength(6);
  const memory = parseHTML(memoryReport(exampleMemory())).document;
  const text = memory.body.textContent ?? "";
  expect(memory.querySelector("h1")?.textContent).toBe(
    "lstm solves the adding problem (1997) over 100 steps, simple-rnn at none of them.",
  );
  for (const part of ["74,000", "11,000", "lookback lab memory --gaps 50,100", "A loss < 1 & more."])
    expect(text).toContain(part);
});

test("the headline counts a network as far as all its runs solved it", () => {
  const data = exampleMemory();
  const once = data.cells.map((cell) => (cell.gap === 100 && cell.model === "lstm" ? { ...cell, solved: 1 } : cell));
  expect(memoryHeadline({ ...data, cells: once }).answer).toContain("over 50 steps");
  const none = data.cells.map((cell) => ({ ...cell, solved: 0 }));
  expect(memoryHeadline({ ...data, cells: none }).answer).toBe(
    "simple-rnn and lstm solve the adding problem (1997) at none of the gaps.",
  );
  expect(memoryRows(data).map(([, , , , published]) => published)).toEqual(["–", "–", "–", "74,000"]);
});
