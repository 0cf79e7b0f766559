import { numbers, type Case } from "./case.ts";

interface Form {
  readonly title: string;
  readonly smoothing?: number;
  /** Shares of all classes as targets, rather than labels. */
  readonly shares?: boolean;
  readonly rowsPerWeight?: number;
  readonly ignored?: number;
  readonly withoutGradient?: boolean;
}

const forms: readonly Form[] = [
  { title: "labels" },
  { title: "labels, smoothing", smoothing: 0.1 },
  { title: "labels, weights, ignored −1", rowsPerWeight: 1, ignored: -1 },
  { title: "labels, weights of three rows, ignored 0, smoothing", rowsPerWeight: 3, ignored: 0, smoothing: 0.3 },
  { title: "labels, value alone", rowsPerWeight: 1, withoutGradient: true },
  { title: "shares", shares: true },
  { title: "shares, weights, smoothing", shares: true, rowsPerWeight: 1, smoothing: 0.2 },
  { title: "shares, smoothing, value alone", shares: true, smoothing: 1, withoutGradient: true },
];

function crossentropyCase(
  { title, smoothing = 0, shares = false, rowsPerWeight, ignored, withoutGradient = false }: Form,
  rows: number,
  classes: number,
  prediction: number[],
  tolerance: number,
): Case {
  const labels = Array.from({ length: rows }, (_, row) =>
    ignored !== undefined && row % 3 === 1 ? ignored : (row * 7 + 3) % classes,
  );
  return {
    title: `${rows}×${classes}, ${title}`,
    tolerance,
    // The gradient in the logit of a single class is 0.
    ...(classes === 1 ? { scale: 0.01 } : {}),
    given: {
      prediction,
      labels: shares ? null : labels,
      targets: shares ? numbers(rows * classes, 2).map(Math.abs) : null,
      // The first weight is 0: its rows are left out.
      weights:
        rowsPerWeight === undefined
          ? null
          : numbers(rows / rowsPerWeight, 3).map((v, i) => (i === 0 && rows > 3 ? 0 : Math.abs(v))),
      value: { result: 1 },
      gradient: withoutGradient ? null : { result: rows * classes },
      invalid: { result: 1 },
      rows,
      classes,
      rowsPerWeight: rowsPerWeight ?? 1,
      smoothing,
      ignore: ignored !== undefined,
      ignored: ignored ?? 0,
    },
  };
}

const shapes = [1, 2, 3, 17, 1000].flatMap((classes) => [1, 3, 33].map((rows) => [rows, classes] as const));

const casesOf = (predictionOf: (length: number) => number[], tolerance: number): Case[] =>
  shapes.flatMap(([rows, classes]) =>
    forms
      .filter(({ rowsPerWeight = 1 }) => rows % rowsPerWeight === 0)
      .map((form) => crossentropyCase(form, rows, classes, predictionOf(rows * classes), tolerance)),
  );

/** One form with labels and one with shares, on logits that are extreme or even impossible. */
const extreme = (title: string, change: (logit: number, i: number) => number): Case[] =>
  [forms[0], forms[5]].map((form) =>
    crossentropyCase({ ...form, title: `${form.title}, ${title}` }, 33, 37, numbers(33 * 37, 1, 1e4).map(change), 2e-6),
  );

const labelled = (labels: readonly number[], title: string): Case => {
  const { given, tolerance = 0 } = crossentropyCase({ title, ignored: -1 }, 3, 4, numbers(12, 1), 2e-6);
  return { title, tolerance, given: { ...given, labels } };
};

/** −∞ everywhere but at the label of the row. */
const impossible = (logit: number, i: number): number =>
  i % 37 === (Math.floor(i / 37) * 7 + 3) % 37 ? logit : -Infinity;

/** No share where the logit is −∞. */
function impossibleShares(): Case {
  const { title, given, tolerance = 0 } = extreme("−∞ at classes without a share", impossible)[1];
  return {
    title,
    tolerance,
    // The gradient of the one class that is possible is 0.
    scale: 0.01,
    given: { ...given, targets: numbers(33 * 37, 2).map((v, i) => Math.max(impossible(v + 2, i), 0)) },
  };
}

export const crossentropyCases: { readonly [K in "softmaxCrossentropy" | "crossentropy"]: readonly Case[] } = {
  softmaxCrossentropy: [
    ...casesOf((length) => numbers(length, 1, 8), 4e-6),
    ...extreme("logits of ±10,000", (logit) => logit),
    ...extreme("logits of 10,000 ± 1", (logit) => Math.fround(1e4 + logit / 1e4)),
    extreme("−∞ at other classes", impossible)[0],
    impossibleShares(),
    ...extreme("NaN", (logit, i) => (i === 500 ? NaN : logit / 1e3)),
    labelled([3, -1, 0], "a label ignored"),
    labelled([-1, -1, -1], "all labels ignored"),
    labelled([3, 4, -2], "a label too large"),
    labelled([3, -1, -2], "a label below 0"),
  ],
  crossentropy: [
    ...casesOf((length) => numbers(length, 1, 0.9).map((v) => 0.01 + Math.abs(v)), 4e-6),
    ...extreme("zeros and certainty", (v, i) => (i % 37 === Math.floor(i / 37) ? 1 : v > 5000 ? 1e-3 : 0)),
    ...extreme("NaN", (v, i) => (i === 500 ? NaN : Math.abs(v))),
    labelled([-1, -1, -1], "all labels ignored"),
    labelled([3, 4, -2], "a label too large"),
  ],
};
