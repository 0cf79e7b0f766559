import { csvCell, linesAsBytes } from "../lines.ts";
import { mostProbable } from "./scores.ts";

export interface PredictedTexts {
  readonly texts: readonly string[];
  readonly classes: readonly string[];
  /** The class of each text, −1 where it is not known; null where no text has one. */
  readonly truth: Int32Array | null;
  /** [texts, classes] */
  readonly probabilities: Float64Array;
}

/**
 * Predictions as CSV (RFC 4180): the class chosen, its truth where it is known, the probability of every class, and the
 * text.
 */
export function predictionsCsv(predicted: PredictedTexts): Uint8Array {
  return linesAsBytes(lines(predicted));
}

function* lines({ texts, classes, truth, probabilities }: PredictedTexts): Generator<string> {
  const chosen = mostProbable(probabilities, classes.length);
  const known = truth !== null;
  yield ["prediction", ...(known ? ["truth"] : []), ...classes.map((name) => `p(${name})`), "text"]
    .map(csvCell)
    .join(",");
  for (const [row, text] of texts.entries()) {
    const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
    yield [
      csvCell(classes[chosen[row]]),
      ...(known ? [truth[row] < 0 ? "" : csvCell(classes[truth[row]])] : []),
      // Nine digits tell any two floats of 32 bits apart.
      ...Array.from(own, (p) => String(Number(p.toPrecision(9)))),
      csvCell(text),
    ].join(",");
  }
}
