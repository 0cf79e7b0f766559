import { needs, needsSome, needsWithin, type Call, type Given, type Rules } from "./rule.ts";

interface Rows {
  readonly rows: number;
  readonly classes: number;
  readonly rowsPerWeight: number;
}

/** The lengths of losses of whole rows. */
function rowLoss({ rows, classes, rowsPerWeight }: Rows, call: Call) {
  needsSome(call, "rows", rows);
  needsSome(call, "classes", classes);
  needs(call, rowsPerWeight >= 1 && rows % rowsPerWeight === 0, "rowsPerWeight", "a divisor of rows", rowsPerWeight);
  const all = rows * classes;
  return { prediction: all, target: all, weights: rows / rowsPerWeight, value: 1, gradient: all };
}

function crossentropy(args: Given<"crossentropy">, call: Call) {
  const { target, ...lengths } = rowLoss(args, call);
  return { ...lengths, targets: target, labels: args.rows, invalid: 1 };
}

function exampleLoss({ examples, width }: { readonly examples: number; readonly width: number }, call: Call) {
  needsSome(call, "examples", examples);
  needsSome(call, "width", width);
  const all = examples * width;
  return { prediction: all, target: all, weights: examples, value: 1, gradient: all };
}

/** The labels that count are classes. */
function needsLabels(args: Given<"ctc">, call: Call): void {
  const { labels, labelLengths, batch, labelTime, classes } = args;
  const [all, lengths] = [call.ints(labels), call.ints(labelLengths)];
  for (let example = 0; example < batch; example++) {
    for (let i = example * labelTime; i < example * labelTime + lengths[example]; i++) {
      needs(call, all[i] >= 0 && all[i] < classes, "each label that counts", "a class", all[i]);
    }
  }
}

export const lossRules = {
  loss: exampleLoss,
  binaryFocal: exampleLoss,
  softmaxCrossentropy: crossentropy,
  crossentropy,
  categoricalFocal: rowLoss,
  cosineSimilarity: rowLoss,
  ctc(args, call) {
    const { labelLengths, inputLengths, batch, time, classes, labelTime, blank } = args;
    needsSome(call, "batch", batch);
    needsSome(call, "time", time);
    needs(call, blank < classes, "blank", "a class", blank);
    needsWithin(call, "labelLengths", labelLengths, 0, labelTime);
    needsWithin(call, "inputLengths", inputLengths, 1, time);
    needsLabels(args, call);
    const all = batch * time * classes;
    const read = { logits: all, labels: batch * labelTime, labelLengths: batch, inputLengths: batch, weights: batch };
    return { ...read, value: 1, gradient: all };
  },
} satisfies Partial<Rules>;
