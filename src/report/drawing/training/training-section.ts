import { describeLossCurves, drawLossCurves } from "./loss-curves.ts";
import { preformatted, wideFigure, type Section } from "../page.ts";
import { describeScoreCurves, drawScoreCurves } from "./score-curves.ts";

/** What happened at each validation of a model. */
export interface SequenceCurves {
  readonly model: string;
  /** Updates done by then. */
  readonly updates: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly validationLoss: readonly (number | null)[];
  readonly scores: readonly (number | null)[];
}

export interface TrainingSection {
  /** "BLEU" or "F1". */
  readonly score: string;
  /** What is scored: "greedy translations of the validation sentences". */
  readonly decoded: string;
  /** What is learned from: "pairs" or "trees". */
  readonly examples: string;
  readonly curves: readonly SequenceCurves[];
  readonly modelSummary: string;
}

/** How models that write sequences learned: the score and the losses from validation to validation. */
export function trainingSection(
  { score, decoded, examples, curves, modelSummary }: TrainingSection,
  document: Document | undefined,
): Section {
  const scores = { score, curves: curves.map(({ model, updates, scores: values }) => ({ model, updates, values })) };
  const losses = {
    histories: curves.map(({ model, loss, validationLoss }) => ({ model, loss, validationLoss, bestEpoch: null })),
    lossName: "cross-entropy per token, with label smoothing",
    stepName: "validation",
    simulated: false,
  };
  const caption =
    `The loss between two validations, on the training ${examples} with dropout and on the validation ${examples} ` +
    "without. A training curve that falls on while the " +
    "validation curve rises is overfitting.";
  return {
    id: "training",
    short: "Training",
    title: "How the models learned",
    body:
      wideFigure(drawScoreCurves, describeScoreCurves(score, decoded), scores, document) +
      wideFigure(drawLossCurves, { title: describeLossCurves(losses).title, caption }, losses, document) +
      preformatted(modelSummary, "Layers of the chosen model"),
  };
}
