import { describeMemoryCurves, drawMemoryCurves } from "./figures/memory-curves.ts";
import { describeSequencesByGap, drawSequencesByGap } from "./figures/sequences-by-gap.ts";
import { describeSuccessByGap, drawSuccessByGap } from "./figures/success-by-gap.ts";
import { escapeText, missing, showNumber, showSeconds } from "../drawing/format.ts";
import type { MemoryData } from "./memory-data.ts";
import { drawLabPage } from "./lab-page.ts";
import { plainTable } from "../drawing/table.ts";
import type { Answer } from "../drawing/sections.ts";
import { wideFigure } from "../drawing/page.ts";
import type { ReportOptions } from "../drawing/page.ts";

/** The report of a test of memory as one HTML document that needs nothing else. */
export function memoryReport(data: MemoryData, { document }: ReportOptions = {}): string {
  return drawLabPage(data, memoryHeadline(data), [
    {
      id: "results",
      short: "Results",
      title: "Who remembers how far",
      body:
        `<p>${escapeText(`${data.about} It counts as solved when ${data.rule}.`)}</p>\n` +
        plainTable("Results", memoryTitles, memoryRows(data)) +
        wideFigure(drawSuccessByGap, describeSuccessByGap(data), data, document) +
        wideFigure(drawSequencesByGap, describeSequencesByGap(data), data, document),
    },
    {
      id: "learning",
      short: "Learning",
      title: "How they learn it",
      body: wideFigure(drawMemoryCurves, describeMemoryCurves(data), data, document),
    },
    {
      id: "published",
      short: "Published",
      title: "Beside published results",
      body:
        data.published.length === 0
          ? "<p>None that would be of the same task.</p>"
          : plainTable("Published results", publishedTitles, publishedRows(data)),
    },
  ]);
}

/** The answer: the longest gap that each network solved in all its runs. */
export function memoryHeadline({ cells, models, gaps, task, runs, seeds }: MemoryData): Answer {
  const reaches = models.map((model) =>
    Math.max(0, ...cells.filter((cell) => cell.model === model && cell.solved === cell.runs).map(({ gap }) => gap)),
  );
  const groups = [...new Set(reaches)].toSorted((a, b) => b - a);
  const parts = groups.map((reach, i) => {
    const names = models.filter((_, k) => reaches[k] === reach);
    const solve = names.length === 1 ? "solves" : "solve";
    if (reach === 0)
      return `${listed(names)} ${i === 0 ? `${solve} the ${task} at none of the gaps` : "at none of them"}`;
    return i === 0 ? `${listed(names)} ${solve} the ${task} over ${reach} steps` : `${listed(names)} over ${reach}`;
  });
  const isInteger = runs.length === gaps.length * models.length * seeds;
  return {
    answer: `${parts.join(", ")}.`,
    detail:
      `The gaps were ${listed(gaps.map(String))} steps, ` +
      `with ${seeds === 1 ? "one run" : `${seeds} runs`} of each network at each` +
      `${isInteger ? "" : ", not all of them complete"}; a network counts as far as all its runs solved it.`,
  };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

export const memoryTitles: readonly string[] = [
  "network",
  "gap",
  "solved",
  "sequences",
  "published",
  "wrong in test",
  "test loss",
  "no memory",
  "time per run",
];

/** One row for each network and gap: the published result is beside it where there is one for just that. */
export function memoryRows({ cells, gaps, baselines, published }: MemoryData): string[][] {
  return cells.map(({ model, gap, runs: count, solved, medianSequences, wrong, tested, meanLoss, seconds }) => {
    const known = published.find((result) => result.model === model && result.gap === gap);
    return [
      model,
      String(gap),
      `${solved} of ${count}`,
      showNumber(medianSequences, 0),
      showNumber(known?.sequences ?? null, 0),
      `${showNumber(wrong, 0)} of ${showNumber(tested, 0)}`,
      showNumber(meanLoss, 5),
      showNumber(baselines[gaps.indexOf(gap)], 4),
      showSeconds(seconds / count),
    ];
  });
}

const publishedTitles = ["what", "network", "gap", "sequences"];

function publishedRows({ published }: MemoryData): string[][] {
  return published.map(({ model, gap, sequences, source }) => [
    source,
    model,
    gap === null ? missing : String(gap),
    showNumber(sequences, 0),
  ]);
}
