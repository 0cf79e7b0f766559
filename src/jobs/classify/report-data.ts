import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { ClassData, MistakenText } from "../../report/classify/class-data.ts";
import type { ClassifyResult } from "./classify.ts";
import { mostProbable } from "./scores.ts";

/** Mistakes that are shown. */
const mostMistakes = 8;

/** What the report of a classification shows. */
export function classReportData(result: ClassifyResult): ClassData {
  const { prepared, leaderboard, histories, notes, modelSummary, seed } = result;
  const source = prepared.texts.source;
  return {
    title: `Classes of ${source}`,
    createdAt: new Date().toISOString(),
    file: source,
    classes: prepared.classes,
    rows: leaderboard.rows,
    best: leaderboard.best,
    curves: histories.filter(({ accuracy }) => accuracy.length > 0),
    mistakes: surestMistakes(result),
    diagnosis: prepared.diagnosis,
    notes,
    modelSummary,
    facts: [
      { label: "Seed", value: String(seed) },
      { label: "Kernels", value: backendInUse().name },
      { label: "Threads", value: String(backendInUse().threads) },
    ],
  };
}

function surestMistakes({ prepared, testProbabilities }: ClassifyResult): MistakenText[] {
  const { classes, testTexts, testLabels } = prepared;
  const chosen = mostProbable(testProbabilities, classes.length);
  const sureness = (row: number): number => testProbabilities[row * classes.length + chosen[row]];
  return [...chosen.keys()]
    .filter((row) => chosen[row] !== testLabels[row])
    .toSorted((a, b) => sureness(b) - sureness(a))
    .slice(0, mostMistakes)
    .map((row) => ({
      text: testTexts[row].slice(0, 2000),
      truth: classes[testLabels[row]],
      prediction: classes[chosen[row]],
      probability: sureness(row),
    }));
}
