import { gradientsHeadline, slopeRows, slopeTitles } from "../report/lab/gradients-report.ts";
import type { GradientsData } from "../report/lab/gradients-data.ts";
import type { MemoryData } from "../report/lab/memory-data.ts";
import { memoryHeadline, memoryRows, memoryTitles } from "../report/lab/memory-report.ts";
import { drawTable } from "./table.ts";
import { onOutput } from "./colours.ts";
import { visible } from "./visible.ts";

/** An experiment with gradients for people. */
export function gradientsText(data: GradientsData): string {
  const { answer, detail } = gradientsHeadline(data);
  return [drawTable(slopeTitles(data), slopeRows(data)), "", onOutput.bold(visible(answer)), visible(detail)].join(
    "\n",
  );
}

/** A test of memory for people: what every network did at every gap, beside what is published for it. */
export function memoryText(data: MemoryData): string {
  const { answer, detail } = memoryHeadline(data);
  return [
    `${data.task}; solved when ${data.rule}`,
    "",
    drawTable(memoryTitles, memoryRows(data)),
    "",
    onOutput.bold(visible(answer)),
    visible(detail),
    ...data.published.map(({ source, sequences }) =>
      onOutput.dim(
        `· published: ${source}${sequences === null ? "" : `, ${sequences.toLocaleString("en-US")} sequences`}`,
      ),
    ),
    ...data.notes.map((note) => onOutput.dim(`· ${visible(note)}`)),
  ].join("\n");
}
