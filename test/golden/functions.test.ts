import { beforeAll, describe, expect, test } from "vitest";
import { initializers } from "../../src/initializers/registry.ts";
import { padSequences } from "../../src/data/text/pad-sequences.ts";
import { TextVectorization } from "../../src/data/text/text-vectorization.ts";
import { Vocabulary } from "../../src/data/text/vocabulary.ts";
import { activationCodes } from "../../src/kernels/activations.ts";
import { lossCodes } from "../../src/kernels/losses.ts";
import { startNode } from "../../src/kernels/start-node.ts";
import { activationNames } from "../../src/layers/shared/checks.ts";
import { binaryCrossentropy } from "../../src/losses/binary-crossentropy.ts";
import { huber } from "../../src/losses/huber.ts";
import type { Loss } from "../../src/losses/loss.ts";
import { lossFrom } from "../../src/losses/registry.ts";
import { activate } from "../../src/ops/activate.ts";
import { sum } from "../../src/ops/sum.ts";
import { randomKey } from "../../src/tensor/random.ts";
import { size } from "../../src/tensor/shape.ts";
import { gradients } from "../../src/tensor/tape.ts";
import { differences } from "./matcher.ts";
import {
  activationCases,
  floats,
  initializerCases,
  lossCases,
  paddingCases,
  vectorizationCases,
  vocabularyCases,
} from "./read.ts";

/* Activations, losses, initializers, padding and vocabularies against Keras's numbers. */

beforeAll(() => {
  startNode();
});

describe("activations.json", () => {
  const cases = activationCases();

  test("has every activation", () => {
    expect(cases.map(({ name }) => name).toSorted()).toEqual(Object.keys(activationCodes).toSorted());
  });

  test.each(cases)("$name", ({ name: title, source, x, values, gradients: expected }) => {
    const name = activationNames.find((one) => one === title);
    if (name === undefined) throw new Error(`there is no activation ${title}`);
    const given = floats(x);
    const where = `activations.json, "${name}" from ${source}`;
    const { gradients: found } = gradients(() => sum(activate(given, name)), [given]);
    expect(differences(where, activate(given, name), values)).toEqual([]);
    expect(differences(`${where}: gradient`, found[0], expected)).toEqual([]);
  });
});

describe("losses.json", () => {
  const cases = lossCases();

  test("has 48 cases, of every loss without options of its own", () => {
    expect(cases.length).toBe(53);
    const elsewhere = ["klDivergence", "poisson", "poissonFromLog", "quantile"]; // more-losses.json
    const names = [...cases.map(({ loss }) => loss), ...elsewhere];
    expect(new Set(names)).toEqual(new Set(Object.keys(lossCodes)));
  });

  test.each(cases)("$name", ({ name, source, loss, parameter, prediction, target, weights, value, gradient }) => {
    const p = floats(prediction);
    const differentiated = gradients(
      () => lossOf(loss, parameter).call(p, floats(target), weights === undefined ? null : floats(weights)),
      [p],
    );
    const where = `losses.json, "${name}" from ${source}`;
    expect(differences(where, differentiated.loss, value)).toEqual([]);
    expect(differences(`${where}: gradient`, differentiated.gradients[0], gradient)).toEqual([]);
  });
});

function lossOf(name: string, parameter: number): Loss {
  switch (name) {
    case "huber":
      return huber({ delta: parameter });
    case "binaryCrossentropy":
      return binaryCrossentropy({ labelSmoothing: parameter });
    case "binaryCrossentropyFromLogits":
      return binaryCrossentropy({ fromLogits: true, labelSmoothing: parameter });
    case "meanSquaredError":
    case "meanAbsoluteError":
    case "meanAbsolutePercentageError":
    case "meanSquaredLogarithmicError":
    case "logCosh":
      return lossFrom(name);
    default:
      throw new Error(`there is no loss ${name}`);
  }
}

describe("initializers.json", () => {
  const cases = initializerCases();
  const count = 20_000;

  test("has 42 cases", () => {
    expect(cases.length).toBe(42);
  });

  test.each(cases)("$name", ({ initializer, shape, limit, deviation }) => {
    // A shape with few numbers is drawn often, so that the largest of all comes near to the limit.
    const draws = Array.from({ length: Math.ceil(count / size(shape)) }, (_, seed) =>
      Array.from(initializers[initializer]()(shape, randomKey(seed))),
    );
    const furthest = Math.max(...draws.map((draw) => Math.max(...draw.map(Math.abs))));
    // Normal ones are cut off at two deviations.
    const most = limit ?? 2 * (deviation ?? Number.NaN);
    expect(furthest).toBeLessThanOrEqual(most * (1 + 1e-12));
    expect(furthest).toBeGreaterThan(most * 0.995);
  });
});

describe("pad-sequences.json", () => {
  const cases = paddingCases();

  test("has 33 cases", () => {
    expect(cases.length).toBe(33);
  });

  test.each(cases)("$name", ({ options, sequences, padded }) => {
    const { values, shape } = padSequences(sequences, options);
    expect({ shape, values: Array.from(values) }).toEqual(padded);
  });
});

describe("text-vectorization.json", () => {
  const cases = vocabularyCases();

  test("has 8 cases", () => {
    expect(cases.length).toBe(8);
  });

  test.each(cases)("$name", ({ options, texts, others, tokens, encoded }) => {
    const vocabulary = Vocabulary.fit(texts, { ...options, lineBreaks: "keep" });
    expect(vocabulary.tokens).toEqual(tokens);
    expect([...texts, ...others].map((text) => Array.from(vocabulary.encode(text)))).toEqual(encoded);
  });
});

describe("text-vectorization-modes.json", () => {
  const cases = vectorizationCases();

  test("has 13 cases", () => {
    expect(cases.length).toBe(13);
  });

  test.each(cases)("$name", ({ options, texts, others, tokens, output }) => {
    const learnt = TextVectorization.fit(texts, { ...options, lineBreaks: "keep" });
    expect(learnt.tokens).toEqual(tokens);
    for (const vectorization of [learnt, TextVectorization.fromJSON(JSON.parse(JSON.stringify(learnt)))]) {
      const encoded = vectorization.encode([...texts, ...others]);
      expect(encoded.dtype).toBe(options.outputMode === undefined ? "int32" : "float32");
      expect(differences("text-vectorization-modes.json", encoded, output, 1e-6)).toEqual([]);
    }
  });
});
