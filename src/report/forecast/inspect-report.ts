import { drawPage, type ReportOptions } from "../drawing/page.ts";
import { repeatSection } from "../drawing/sections.ts";
import { counted, dataHeader, dataSection } from "./data-section.ts";
import type { InspectData } from "./forecast-data.ts";

/** The report of a file before any forecast: what is in it, what is odd in it, and pictures of the series. */
export function inspectReport(data: InspectData, options: ReportOptions = {}): string {
  const { warnings } = data.diagnosis;
  const found =
    warnings.length === 0
      ? "Nothing odd was found in it."
      : `${counted(warnings.length, "thing")} in it may spoil a forecast.`;
  return drawPage({
    title: data.title,
    header: dataHeader(data, { answer: data.title, detail: found }),
    sections: [dataSection(data, options), repeatSection(data.commandLine, [])],
  });
}
