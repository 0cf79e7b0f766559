import * as Plot from "@observablehq/plot";
import { bottomAxis, powerTicks, valueAxis, valueTicks } from "../../drawing/axes.ts";
import { colour } from "../../drawing/colours.ts";
import {
  dashPattern,
  drawFigure,
  isNarrow,
  widthOf,
  type FigureOptions,
  type FigureText,
} from "../../drawing/figure.ts";
import type { MemoryData } from "../memory-data.ts";
import { modelColour } from "./model-colours.ts";
import { panelGrid, panelTitles } from "../../drawing/panels.ts";

export type MemoryCurvesData = Pick<
  MemoryData,
  "runs" | "models" | "gaps" | "baselines" | "baselineName" | "lossName" | "round"
>;

export function describeMemoryCurves({ lossName, baselineName }: MemoryCurvesData): FigureText {
  return {
    title: "Learning curves",
    caption:
      `The ${lossName} of each round of sequences, before they were learned from, on a logarithmic axis, a line ` +
      "for each run; the dashed line is that of " +
      `${baselineName}, which takes no memory.`,
  };
}

/** One small picture per gap: the losses of all runs by sequences shown, each with its axes, all of the same range. */
export function drawMemoryCurves(data: MemoryCurvesData, options: FigureOptions = {}): string {
  const { runs, models, gaps, baselines, round } = data;
  const points = runs.flatMap(({ model, gap, seed, losses }) =>
    losses.flatMap((loss, i) =>
      loss !== null && loss > 0
        ? [{ panel: gaps.indexOf(gap), model, run: `${model} ${gap} ${seed}`, sequences: (i + 1) * round, loss }]
        : [],
    ),
  );
  const levels = gaps.map((_, panel) => ({ panel, level: baselines[panel] })).filter(({ level }) => level > 0);
  const powers = [...points.map(({ loss }) => loss), ...levels.map(({ level }) => level)].map(Math.log10);
  const domain: [number, number] =
    powers.length === 0 ? [0.1, 1] : [10 ** (Math.min(...powers) - 0.1), 10 ** (Math.max(...powers) + 0.1)];
  const axis = valueAxis(powerTicks(domain, 4), true);
  const panels = panelGrid(gaps.length, isNarrow(options) ? 2 : 4, {
    left: axis.marginLeft + 6,
    width: widthOf(options),
    y: 0.3,
  });
  const longest = Math.max(round, ...points.map(({ sequences }) => sequences));
  const columnWidth = (widthOf(options) - axis.marginLeft) / panels.columns;
  return drawFigure(
    {
      title: describeMemoryCurves(data).title,
      simulated: false,
      legend: [
        ...models.map((model) => ({ name: model, colour: modelColour(model) })),
        { name: "no memory", colour: "ink", mark: "dashes" },
      ],
      yLabel: data.lossName,
      xLabel: "thousands of sequences",
      height: panels.rows * 150,
      gap: 30,
      marginLeft: axis.marginLeft,
      plot: {
        x: { domain: [0, longest / 1000] },
        y: { type: "log", domain },
        ...panels.scales,
        marks: [
          ...axis.marks,
          ...models.map((model) =>
            Plot.line(
              points.filter((point) => point.model === model),
              {
                ...panels.facets,
                x: ({ sequences }: { readonly sequences: number }) => sequences / 1000,
                y: "loss",
                z: "run",
                stroke: colour(modelColour(model)),
                strokeWidth: 1.25,
                strokeLinecap: "round",
              },
            ),
          ),
          Plot.ruleY(levels, { ...panels.facets, y: "level", stroke: colour("ink"), strokeDasharray: dashPattern }),
          panelTitles(
            panels,
            gaps.map((gap) => `gap ${gap}`),
          ),
          bottomAxis(valueTicks([0, longest / 1000], columnWidth / 50), true),
        ],
      },
    },
    options,
  );
}
