import type { Section } from "../drawing/page.ts";
import { factList, inPairs, pairFigure, preformatted, wideFigure, type ReportOptions } from "../drawing/page.ts";
import { escapeText } from "../drawing/format.ts";
import { answerHeader, type Answer } from "../drawing/sections.ts";
import { describeAutocorrelation, drawAutocorrelation } from "./figures/autocorrelation.ts";
import { describeDailyCycle, drawDailyCycle } from "./figures/daily-cycle.ts";
import { describeDecomposition, drawDecomposition } from "./figures/decomposition.ts";
import { describeSeriesOverview, drawSeriesOverview } from "./figures/series-overview.ts";
import { describeSeriesZoom, drawSeriesZoom } from "./figures/series-zoom.ts";
import type { ForecastData, InspectData } from "./forecast-data.ts";

/** The top of a report on a series: its file, whether it was simulated, and the answer. */
export function dataHeader(data: InspectData, answer: Answer): string {
  const simulated = data.simulated ? ` <span class="simulated">simulated data</span>` : "";
  return answerHeader(data.file, data.createdAt, answer, simulated);
}

/** What is in the file, what is odd in it, and pictures of the series. */
export function dataSection(
  data: InspectData & Partial<Pick<ForecastData, "horizonHours">>,
  { document }: ReportOptions,
): Section {
  const { warnings, facts, lines } = data.diagnosis;
  const { dailyCycle, decomposition } = data.series;
  const parts = decomposition === null ? null : { ...data, series: { decomposition } };
  const daily = dailyCycle === null ? null : { ...data, series: { dailyCycle } };
  const warningItems = warnings.map((warning) => `<li>${escapeText(warning)}</li>`).join("");
  return {
    id: "data",
    short: "Data",
    title: "The data",
    body:
      (data.simulated ? "<p>These data are <em>simulated</em>: a program made them up.</p>" : "") +
      factList(facts) +
      (warnings.length === 0 ? "" : `<ul class="warnings" aria-label="Warnings">${warningItems}</ul>\n`) +
      preformatted(lines.join("\n"), "Diagnosis") +
      wideFigure(drawSeriesOverview, describeSeriesOverview(data), data, document) +
      wideFigure(drawSeriesZoom, describeSeriesZoom(data), data, document) +
      (parts === null ? "" : wideFigure(drawDecomposition, describeDecomposition(parts), parts, document)) +
      inPairs([
        ...(daily === null ? [] : [pairFigure(drawDailyCycle, describeDailyCycle(daily), daily, document)]),
        pairFigure(drawAutocorrelation, describeAutocorrelation(data), data, document),
      ]),
  };
}

/** "1 thing", "2 things". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
