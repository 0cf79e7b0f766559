import { afterAll, expect, test } from "vitest";
import * as library from "../src/index.ts";
import * as node from "../src/node.ts";

/*
 * Every public function that takes options refuses one that it does not have. A new export is in none of these lists,
 * and fails until it is told how it takes its options, or that it takes none.
 */

/** Which argument the options are, from 0, of the functions where they are not the first. */
const positions: Readonly<Record<string, number>> = {
  apply: 2,
  applyAll: 2,
  beamSearch: 2,
  bleu: 2,
  bracketScores: 2,
  chrf: 2,
  compile: 1,
  confidenceInterval: 2,
  decodeModel: 2,
  fromArrays: 1,
  fromPairShards: 1,
  fromPairs: 1,
  fromRows: 1,
  fromTokens: 1,
  gradients: 2,
  greedy: 2,
  input: 1,
  integratedGradients: 2,
  leaveOutParts: 3,
  leaveOutTokens: 2,
  linearise: 1,
  mosesNormalize: 1,
  mosesTokenize: 1,
  multiBleu: 2,
  padSequences: 1,
  pairedBootstrap: 3,
  reportProgress: 1,
  sample: 2,
  sentenceBleu: 2,
  sequential: 1,
  standardizeText: 1,
  treeFromTokens: 2,
  wordsOf: 1,
  "node.loadModel": 1,
  "node.prepareCorpus": 2,
  "node.readPairs": 1,
  "node.readTable": 1,
  "node.repair": 2,
  "node.splitPairs": 1,
  "node.writeWeatherCsv": 1,
  "ops.additiveAttention": 1,
  "ops.additiveAttentionWeights": 1,
  "ops.attention": 3,
  "ops.attentionWeights": 2,
  "ops.averagePooling": 1,
  "ops.batchMatmul": 2,
  "ops.batchNormalization": 1,
  "ops.binaryFocal": 2,
  "ops.categoricalFocal": 2,
  "ops.convolution": 3,
  "ops.crossentropy": 2,
  "ops.ctc": 2,
  "ops.gru": 1,
  "ops.lstm": 1,
  "ops.maskedSoftmax": 1,
  "ops.matmul": 2,
  "ops.maxPooling": 1,
  "ops.normalizeColumns": 2,
  "ops.rotate": 1,
  "ops.scaledDotProductAttention": 3,
  "ops.simpleRnn": 1,
  "ops.softmaxCrossentropy": 2,
};

/** Functions that take no object of options: what they read are values, each an argument of its own. */
const withoutOptions = new Set(
  `activation beginDecoding beginRecurrentDecoding beginText bracketing cleanTree corpusStatistics createReference
   decodeSafetensors decodeTokenizer encodeModel encodeSafetensors encodeTokenizer freeze isLanguageModel
   isTransformer learningRateSchedule leavesOf lengthPenalty listLengths printIndentedTree printTree readTrees
   recurrentDecoder setWeights sinusoidalPositions split stackedRnnCells toMermaid tokenLists transformerDecoder
   unfreeze use formatDuration parseDuration rowsIn assign empty fold full intTensor integers keep normal ones
   permutation randomKey record recordActivations recordAll release scope tensor uniform zeros node.bestCheckpoint
   node.branchingParser node.describeDiagnosis node.diagnose node.loadTrainingState node.openCorpus node.readTreebank
   node.resume node.saveForecast node.saveModel node.saveTrainingState node.writeFileAtomic ops.activate ops.add
   ops.addPositions ops.additiveScores ops.argmax ops.attentionStep ops.bothMasks ops.broadcast ops.centerOverTime
   ops.concatenate ops.cosineSimilarity ops.cropTime ops.dropout ops.dropoutMask ops.eitherMask ops.embedding
   ops.globalMaxPooling ops.joinMasks ops.layerNormalization ops.leakyRelu ops.linear ops.loss ops.maskRows
   ops.maximum ops.mean ops.meanOverTime ops.minimum ops.multiply ops.notEqual ops.padTime ops.permute ops.reshape
   ops.reverseTime ops.rmsNormalization ops.rowsDiffer ops.scale ops.slice ops.softmax ops.subtract ops.sum
   ops.timeStep ops.timeSteps ops.timesNumber ops.topK ops.linearScan`.split(/\s+/),
);

/** Classes; those of their functions that take options are below. */
const classes = new Set([
  "BracketError",
  "BytePairEncoding",
  "Ngrams",
  "NonFiniteError",
  "Scaler",
  "Tensor",
  "TextVectorization",
  "Vocabulary",
  "node.DataError",
]);

const model = library.sequential([library.dense({ units: 1 })], { input: [1] });
const trainer = library.compile(model, { loss: "mse" });
const encoding = library.BytePairEncoding.fit(["a b"], { vocabularySize: 300 });

/** A function of a class or an object. */
function method(owner: object, name: string): unknown {
  const called: unknown = Reflect.get(owner, name);
  return typeof called === "function" ? called.bind(owner) : undefined;
}

/** Functions in classes and objects, and which argument their options are. */
const methods: readonly (readonly [name: string, called: unknown, position: number])[] = [
  ["trainer.fit", method(trainer, "fit"), 1],
  ["trainer.evaluate", method(trainer, "evaluate"), 1],
  ["trainer.predict", method(trainer, "predict"), 1],
  ["trainer.predictAll", method(trainer, "predictAll"), 1],
  ["Vocabulary.fit", method(library.Vocabulary, "fit"), 1],
  ["TextVectorization.fit", method(library.TextVectorization, "fit"), 1],
  ["Ngrams.fit", method(library.Ngrams, "fit"), 1],
  ["BytePairEncoding.fit", method(library.BytePairEncoding, "fit"), 1],
  ["encoding.encode", method(encoding, "encode"), 1],
  ["encoding.decode", method(encoding, "decode"), 1],
];

/** All functions of a name space, those of the objects in it too, by their paths; each once. */
function functionsOf(name: string, value: unknown): (readonly [path: string, called: unknown])[] {
  if (typeof value === "function") return [[name, value]];
  // What started is the backend of this machine, with its kernels.
  if (typeof value !== "object" || value === null || name === "node.started") return [];
  return Object.entries(value).flatMap(([key, each]) => functionsOf(name === "" ? key : `${name}.${key}`, each));
}

const exported = [
  ...new Map(
    [...functionsOf("node", node), ...functionsOf("", library)].toReversed().map(([path, called]) => [called, path]),
  ),
].map(([called, path]) => [path, called] as const);
const takesOptions = exported.filter(([path]) => !withoutOptions.has(path) && !classes.has(path));
const cases = [...takesOptions.map(([path, called]) => [path, called, positions[path] ?? 0] as const), ...methods];

/** What a function throws, or rejects with, for these options; the arguments before them are empty. */
async function failure(called: unknown, position: number, options: unknown): Promise<unknown> {
  if (typeof called !== "function") return undefined;
  try {
    await Reflect.apply(called, undefined, [...Array.from({ length: position }, () => ({})), options]);
  } catch (error) {
    return error;
  }
  return undefined;
}

test.each(cases)("%s refuses an option that it does not have", async (_, called, position) => {
  const error = await failure(called, position, { optionThatIsNot: 1 });
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toMatch(/(has no option|takes no options, got) optionThatIsNot; help: /);
});

test.each(cases)("%s refuses options that are not an object", async (_, called, position) => {
  for (const [options, got] of [
    ["adam", '"adam"'],
    [3, "3"],
    [[3], "an array"],
    [null, "null"],
  ] as const) {
    const error = await failure(called, position, options);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(`takes its options as an object, { name: value }, got ${got}`);
  }
});

test("the lists name what there is", () => {
  const names = new Set(exported.map(([path]) => path));
  for (const name of [...Object.keys(positions), ...withoutOptions, ...classes]) expect(names).toContain(name);
});

test("the sweep covers so many functions", () => {
  expect(cases.length).toBeGreaterThan(200);
});

afterAll(() => console.log(`options: ${cases.length} functions swept, ${withoutOptions.size} take none`));
