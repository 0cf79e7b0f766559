import { categoricalCrossentropy } from "../../losses/categorical-crossentropy.ts";
import { fold, integers, permutation, randomKey, type RandomKey } from "../../tensor/random.ts";
import { DataError } from "../table/data-error.ts";
import { sqlPath, withEngine } from "../table/engine.ts";
import { largest } from "./largest.ts";
import type { MemoryTask, Sequences } from "./task.ts";

const pixels = 64;
const classes = 10;

/** Images of digits, 8 × 8, and what they show. */
export interface Digits {
  /** [count, 64], brought to 0 … 1 */
  readonly pixels: Float32Array;
  /** [count], 0 … 9 */
  readonly labels: Uint8Array;
}

/**
 * Reads a table of images as the UCI repository's optical digits have them (Alpaydin & Kaynak 1998): 64 columns of grey
 * values from 0 and then the digit, with or without a line of names. Throws a DataError when the file is something
 * else.
 */
export async function readDigits(file: string): Promise<Digits> {
  const help =
    `give a CSV of ${pixels} columns of grey values and a last one of digits, ` +
    `such as optdigits.tra of the UCI repository`;
  const rows: number[][] = [];
  try {
    await withEngine(file, async (engine) => {
      const sql = `SELECT TRY_CAST(COLUMNS(*) AS DOUBLE) FROM read_csv(${sqlPath(file)}, all_varchar = true)`;
      for await (const columns of engine.numbers(sql)) {
        columns[0].forEach((_, row) => rows.push(columns.map((column) => column[row])));
      }
    });
  } catch (cause) {
    throw new DataError("cannot be read as a table", { file, help, cause });
  }
  const width = rows[0]?.length ?? 0;
  if (width !== pixels + 1) throw new DataError(`has ${rows.length} rows of ${width} columns`, { file, help });
  const wrong = rows.findIndex(
    (row) => row.some((value) => !(value >= 0)) || !Number.isInteger(row[pixels]) || row[pixels] >= classes,
  );
  if (wrong >= 0) {
    throw new DataError(`is not an image of grey values from 0 and a digit from 0 to 9: ${rows[wrong].join(",")}`, {
      file,
      place: `row ${wrong + 1}`,
      help,
    });
  }
  if (rows.length < 100) throw new DataError(`has ${rows.length} images, and 100 are needed`, { file, help });
  const largestValue = rows.reduce((most, row) => Math.max(most, ...row.slice(0, pixels)), 1);
  return {
    pixels: Float32Array.from(rows.flatMap((row) => row.slice(0, pixels).map((value) => value / largestValue))),
    labels: Uint8Array.from(rows, (row) => row[pixels]),
  };
}

/**
 * Digits read pixel by pixel, row after row: the last pixel comes 63 steps after the first. As the sequential MNIST of
 * Le et al. 2015 (arXiv:1504.00941), with 64 pixels in place of 784. A fifth of the images, drawn by chance, is held
 * back to evaluate on.
 */
export function sequentialDigits(digits: Digits): MemoryTask {
  const count = digits.labels.length;
  const order = permutation(fold(randomKey(0), "digits"), count);
  const held = order.subarray(0, Math.ceil(count / 5));
  const learned = order.subarray(held.length);
  const drawFrom =
    (images: Int32Array) =>
    (key: RandomKey, size: number): Sequences => {
      const chosen = integers(key, size, 0, images.length).map((i) => images[i]);
      const x = new Float32Array(size * pixels);
      const y = new Float32Array(size * classes);
      chosen.forEach((image, row) => {
        x.set(digits.pixels.subarray(image * pixels, (image + 1) * pixels), row * pixels);
        y[row * classes + digits.labels[image]] = 1;
      });
      return { steps: pixels, x, y, target: [classes] };
    };
  const shares = Array.from(
    { length: classes },
    (_, digit) => digits.labels.filter((label) => label === digit).length / count,
  );
  return {
    name: "sequential-digits",
    title: "digits read pixel by pixel",
    about: `${count} images of digits are read one pixel after another, and named after the last.`,
    rule: "the most probable digit is the right one",
    features: 1,
    outputs: classes,
    everyStep: false,
    loss: categoricalCrossentropy({ fromLogits: true }),
    lossName: "cross-entropy",
    baseline: () => -shares.reduce((sum, share) => sum + (share === 0 ? 0 : share * Math.log(share)), 0),
    baselineName: "answering with each digit's share",
    isRight: (prediction, target) => largest(prediction, 0, classes) === largest(target, 0, classes),
    solvedShare: 0.95,
    longest: () => pixels,
    gaps: [pixels],
    budget: 200_000,
    published: [
      {
        model: "lstm",
        gap: null,
        sequences: null,
        source:
          "another task, for orientation: 784 pixels of MNIST, LSTM 98.9 %, tanh-RNN 35.0 % (Cooijmans et al. 2017)",
      },
    ],
    draw: drawFrom(learned),
    held: drawFrom(held),
  };
}
