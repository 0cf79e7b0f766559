import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { classifyTexts } from "../jobs/classify/predict.ts";
import { loadClassifier } from "../jobs/classify/save.ts";
import { mostProbable } from "../jobs/classify/scores.ts";
import { visible } from "./visible.ts";

/**
 * Classifies one text per line as the lines come: class (its control characters shown as \\u001b), tab, its
 * probability. A blank line gives a blank line.
 */
export async function classifyLines(model: string, input: Readable, output: Writable): Promise<void> {
  const saved = await loadClassifier(model);
  const { classes } = saved.manifest;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === "") {
      output.write("\n");
      continue;
    }
    const probabilities = await classifyTexts(saved, [line]);
    const [chosen] = mostProbable(probabilities, classes.length);
    output.write(`${visible(classes[chosen])}\t${probabilities[chosen].toFixed(4)}\n`);
  }
}
