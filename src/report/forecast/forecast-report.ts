import { describeCoverageByHorizon, drawCoverageByHorizon } from "./figures/coverage-by-horizon.ts";
import { describeErrorHistogram, drawErrorHistogram } from "./figures/error-histogram.ts";
import { describeErrorsByHorizon, drawErrorsByHorizon } from "./figures/errors-by-horizon.ts";
import { describeErrorsByHour, drawErrorsByHour } from "./figures/errors-by-hour.ts";
import { describeFirstWindow, drawFirstWindow } from "./figures/first-window.ts";
import { describeForecastAgainstTruth, drawForecastAgainstTruth } from "./figures/forecast-against-truth.ts";
import { describeForecastOverTest, drawForecastOverTest } from "./figures/forecast-over-test.ts";
import { describeNextValues, drawNextValues } from "./figures/next-values.ts";
import { describeResidualAutocorrelation, drawResidualAutocorrelation } from "./figures/residual-autocorrelation.ts";
import { intervalsTable, nextValuesTable } from "./interval-tables.ts";
import { describeLeaderboard, drawLeaderboard } from "./leaderboard.ts";
import { describeLossCurves, drawLossCurves } from "../drawing/training/loss-curves.ts";
import type { FigureText } from "../drawing/figure.ts";
import type { ForecastData, InspectData } from "./forecast-data.ts";
import { escapeText, showMoment } from "../drawing/format.ts";
import { windowGateFigures, windowGatesCaption } from "../drawing/gates/gate-figures.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import { headline } from "./headline.ts";
import { verdict } from "./verdict.ts";
import {
  captioned,
  drawPage,
  inPairs,
  pairFigure,
  preformatted,
  wideFigure,
  type ReportOptions,
  type Section,
} from "../drawing/page.ts";
import { kernelFacts, paragraphs, repeatSection } from "../drawing/sections.ts";
import { counted, dataHeader, dataSection } from "./data-section.ts";

/**
 * The report of a forecast as one HTML document that needs nothing else: the answer first, then the next values, the
 * leaderboard, the forecasts of the test split, how the models learned, the data, and how to do it again.
 */
export function forecastReport(data: ForecastData, options: ReportOptions = {}): string {
  const top = headline(data);
  const figures = top.numbers.map(
    ({ label, value, kind }) => `<div class="${kind}"><dt>${escapeText(label)}</dt><dd>${escapeText(value)}</dd></div>`,
  );
  return drawPage({
    title: data.title,
    header: `${dataHeader(data, top)}\n<dl class="answer">${figures.join("")}</dl>\n${warningLink(data)}`,
    sections: [
      nextSection(data, options),
      modelsSection(data),
      testSection(data, options),
      trainingSection(data, options),
      ...insideSection(data, options),
      dataSection(data, options),
      ...notesSection(data),
      repeatSection(data.commandLine, [{ label: "Seed", value: String(data.seed) }, ...kernelFacts(data)]),
    ],
  });
}

function warningLink({ diagnosis: { warnings } }: InspectData): string {
  if (warnings.length === 0) return "";
  const things = warnings.length === 1 ? "one thing" : counted(warnings.length, "thing");
  return `<p class="hint"><a href="#data">The data have ${things} to keep in mind.</a></p>`;
}

function nextSection(data: ForecastData, { document }: ReportOptions): Section {
  return {
    id: "next",
    short: "Next values",
    title: "Next values",
    body:
      data.future.times.length === 0
        ? "<p>No value after the last row can be forecast: near the end no row has all the inputs before it.</p>\n"
        : wideFigure(drawNextValues, describeNextValues(data), data, document) + nextValuesTable(data),
  };
}

function modelsSection(data: ForecastData): Section {
  const { caption } = describeLeaderboard(data);
  const sentence = verdict(data.leaderboard);
  return {
    id: "models",
    short: "Models",
    title: "Which model",
    body:
      `<p>${escapeText(caption)}</p>\n${drawLeaderboard(data)}\n` +
      (sentence === "" ? "" : `<p class="verdict">${escapeText(sentence)}</p>\n`),
  };
}

function testSection(data: ForecastData, { document }: ReportOptions): Section {
  const { byHour, byHorizon } = data.test;
  const hourly = byHour === null ? null : { ...data, test: { byHour } };
  const small = [
    // With a single horizon the leaderboard has said it all.
    ...(byHorizon.length < 2 ? [] : [pairFigure(drawErrorsByHorizon, describeErrorsByHorizon(data), data, document)]),
    ...(byHorizon.filter(({ coverage }) => coverage !== null).length < 2
      ? []
      : [pairFigure(drawCoverageByHorizon, describeCoverageByHorizon(data), data, document)]),
    ...(hourly === null ? [] : [pairFigure(drawErrorsByHour, describeErrorsByHour(hourly), hourly, document)]),
    pairFigure(drawErrorHistogram, describeErrorHistogram(data), data, document),
    pairFigure(drawResidualAutocorrelation, describeResidualAutocorrelation(data), data, document),
  ];
  const intervals = intervalsTable(data);
  return {
    id: "test",
    short: "Forecasts",
    title: "How good the forecasts are",
    body:
      wideFigure(drawForecastAgainstTruth, describeForecastAgainstTruth(data), data, document) +
      wideFigure(drawForecastOverTest, describeForecastOverTest(data), data, document) +
      (intervals === "" ? "" : captioned(intervalsText(data), intervals)) +
      inPairs(small),
  };
}

function intervalsText({ leaderboard, future }: ForecastData): FigureText {
  const scored = rowOf(leaderboard.rows, leaderboard.best).metrics.intervals.length;
  return {
    title: "Intervals",
    caption:
      `The intervals around the forecasts of ${leaderboard.best}, calibrated on the validation split, over the test ` +
      "split: the share of values that they held, their mean width, and the Winkler score, which is the width and a " +
      "penalty for each value outside; smaller is better." +
      (scored < future.bands.length ? " Where dashes stand, the validation split had too few errors to tell." : ""),
  };
}

function trainingSection(data: ForecastData, { document }: ReportOptions): Section {
  return {
    id: "training",
    short: "Training",
    title: "How the models learned",
    body:
      wideFigure(drawFirstWindow, describeFirstWindow(data), data, document) +
      (data.histories.length === 0 ? "" : wideFigure(drawLossCurves, describeLossCurves(data), data, document)) +
      (data.modelSummary === "" ? "" : `<figure><figcaption><h3>The chosen model, layer by layer</h3></figcaption>`) +
      preformatted(data.modelSummary, "Model summary") +
      (data.modelSummary === "" ? "" : "</figure>"),
  };
}

function insideSection({ inside }: ForecastData, { document }: ReportOptions): Section[] {
  if (inside === undefined || inside.passes.length === 0) return [];
  const { model, times } = inside;
  const window = `${model}, over the window of the test split that ends at ${showMoment(times[times.length - 1])}.`;
  return [
    {
      id: "inside",
      short: "Inside",
      title: "What the network keeps and forgets",
      body: `<p>${escapeText(`${window} ${windowGatesCaption}`)}</p>\n` + windowGateFigures(inside, document),
    },
  ];
}

function notesSection({ notes }: ForecastData): Section[] {
  if (notes.length === 0) return [];
  return [
    {
      id: "notes",
      short: "Notes",
      title: "What to keep in mind",
      body: paragraphs(notes),
    },
  ];
}
