import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveModel } from "../../src/files/folder.ts";
import { decodeModel, encodeModel } from "../../src/files/model-file.ts";
import { classifyWith } from "../../src/jobs/classify/predict.ts";
import { loadClassifier } from "../../src/jobs/classify/save.ts";
import { loadForecast } from "../../src/jobs/forecast/save.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { dense } from "../../src/layers/dense.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { maxPooling1d } from "../../src/layers/pooling/max-pooling.ts";
import { globalMaxPooling1d } from "../../src/layers/pooling/global-pooling.ts";
import { repeatVector } from "../../src/layers/repeat-vector.ts";
import { upSampling1d } from "../../src/layers/up-sampling.ts";
import { sequential } from "../../src/models/sequential.ts";
import { assign } from "../../src/tensor/tensor.ts";
import { commandLine } from "../command-line.ts";
import { classifierFolder, forecastFolder, sampleModels } from "./saved-samples.ts";

/*
 * Models made to do harm are refused while they are loaded, with the layer, what came and the bound, in a second and
 * without memory.
 */

const built = existsSync(fileURLToPath(new URL("../../dist/node.js", import.meta.url)));
const reason = built ? "" : " (dist is not built: npm run build)";
const program = fileURLToPath(new URL("load-child.mjs", import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lookback-hostile-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Files = ReturnType<typeof encodeModel>;

function changed(files: Files, from: string, to: string): Files {
  const text = new TextDecoder().decode(files["model.json"]);
  expect(text).toContain(from);
  return { ...files, "model.json": new TextEncoder().encode(text.replace(from, to)) };
}

const pooling = encodeModel(
  sequential([maxPooling1d({ poolSize: 2, strides: 1, padding: "same" }), flatten(), dense({ units: 1 })], {
    input: [6, 3],
  }),
);
const repeating = encodeModel(sequential([repeatVector({ n: 3 }), gru({ units: 2 })], { input: [2] }));
function upSampled(times: number, poolSize: number): Files {
  const pool = maxPooling1d({ poolSize: 2, strides: 1, padding: "same" });
  const layers = [upSampling1d({ size: 2 }), pool, globalMaxPooling1d(), dense({ units: 1 })];
  const files = encodeModel(sequential(layers, { input: [48, 3] }));
  return changed(changed(files, '"size": 2', `"size": ${times}`), '"poolSize": 2', `"poolSize": ${poolSize}`);
}
const dilated = encodeModel(
  sequential([conv1d({ filters: 1, kernelSize: 2, padding: "causal" }), flatten(), dense({ units: 1 })], {
    input: [48, 3],
  }),
);
const widened = encodeModel(
  sequential([upSampling1d({ size: 2 }), gru({ units: 64 }), dense({ units: 1 })], { input: [48, 1] }),
);
const { pooled, graph, transformer } = sampleModels;

const cases: readonly (readonly [what: string, files: Files, message: RegExp])[] = [
  [
    "a pool of 2³³ − 2 steps",
    changed(pooling, '"poolSize": 2', `"poolSize": ${2 ** 33 - 2}`),
    /maxPooling1d: must be an integer from 1 to 16777216; got 8589934590[^]*model\.layers\[0\]\.options\.poolSize/,
  ],
  [
    "strides of 2³²",
    changed(encodeModel(pooled.model), '"strides": 1', `"strides": ${2 ** 32}`),
    /must be an integer from 1 to 16777216; got 4294967296[^]*layers\[1\]\.options\.strides/,
  ],
  [
    "40 axes",
    changed(encodeModel(pooled.model), '"targetShape": [', `"targetShape": [${"1,".repeat(40)}`),
    /reshape: an example has at most 15 axes, got 42/,
  ],
  [
    "300 million units",
    changed(pooling, '"units": 1', '"units": 300000000'),
    /dense: must be an integer from 1 to 19, for the number of elements in weights.safetensors; got 300000000/,
  ],
  [
    "units that the weights are not for",
    changed(pooling, '"units": 1', '"units": 2'),
    /weight layers\.2\.kernel has shape \[18, 2\], got values of shape \[18, 1\]/,
  ],
  [
    "a thousand million layers",
    changed(encodeModel(transformer.model), '"encoderLayers": 1', '"encoderLayers": 1000000000'),
    /must be an integer from 1 to \d+, for the number of tensors in weights.safetensors; got 1000000000[^]*encoderLayers/,
  ],
  [
    "steps repeated to more than the model explains",
    changed(repeating, '"n": 3', '"n": 16000000'),
    /layers\.0 \(repeatVector\) outputs \[16000000, 2\] for one example; a model with \d+ elements .* may output 4194304 elements/,
  ],
  [
    "a pool longer than what it pools",
    upSampled(2 ** 14, 2 ** 24),
    /layers\.1 \(maxPooling1d\) has a window of 16777216 steps; an input of at most 786432 steps may have/,
  ],
  [
    "a long pool of many steps",
    upSampled(2 ** 10, 2 ** 15),
    /layers\.1 \(maxPooling1d\) and the layers before it pool 4831\d+ elements for one example, .* at most 268435456/,
  ],
  [
    "layers that give too much together",
    upSampled(16_000, 2),
    /layers\.1 \(maxPooling1d\) and the layers before it output 4608000 elements for one example; .* may output 4194304/,
  ],
  [
    "a convolution that looks past all steps",
    changed(dilated, '"dilationRate": 1', `"dilationRate": ${2 ** 24}`),
    /layers\.0 \(conv1d\) has a window of 16777217 steps; an input of at most 48 steps may have a window of 65536/,
  ],
  [
    "a recurrent layer over millions of steps",
    changed(widened, '"size": 2', '"size": 80000'),
    /layers\.1 \(gru\) and the layers before it take \d+ multiply-adds for one example; 17179869184 are allowed/,
  ],
  [
    "layers within layers, 100,000 deep",
    changed(pooling, '"layers": [', `"layers": ${"[".repeat(100_000)}${"]".repeat(100_000)}, "more": [`),
    /nests lists and objects more than 100 deep/,
  ],
  [
    "a key __proto__",
    changed(pooling, '"padding": "same"', '"padding": "same", "__proto__": { "poolSize": 1 }'),
    /has a key "__proto__"/,
  ],
  [
    "a graph that reads of itself",
    changed(encodeModel(graph.model), '"input": "series"', '"call": 0, "output": 0'),
    /there is no output 0 of a call 0 before call 0/,
  ],
];

test.each(cases)("%s: refused", (_, files, message) => {
  let error: unknown;
  try {
    decodeModel(files, "there");
  } catch (thrown) {
    error = thrown;
  }
  expect(String(error)).toMatch(message);
  expect(String(error)).toMatch(/^(Range|Type)?Error: there\/model\.json/);
});

test("a shared layer that doubles its input 60 times gives too much", () => {
  const files = encodeModel(graph.model);
  const { checksum } = JSON.parse(new TextDecoder().decode(files["model.json"]));
  const calls = Array.from({ length: 60 }, (_, i) => {
    const from = i === 0 ? { input: "series" } : { call: i - 1, output: 0 };
    return { layer: "twice", inputs: [from, from] };
  });
  const model = {
    kind: "functional",
    inputs: [{ name: "series", shape: [6, 2], dtype: null }],
    layers: [{ name: "twice", kind: "concatenate", options: { axis: -1 } }],
    calls,
    outputs: [{ call: 59, output: 0 }],
  };
  const json = new TextEncoder().encode(JSON.stringify({ format: "lookback-model", version: 1, checksum, model }));
  expect(() => decodeModel({ ...files, "model.json": json }, "there")).toThrow(/^there\/model\.json: /);
});

test.skipIf(!built)(`each takes less than a second and 100 MB${reason}`, { timeout: 120_000 }, async () => {
  const figures: Record<string, string> = {};
  for (const [i, [what, files]] of cases.entries()) {
    const at = join(folder, `case-${i}`);
    await saveModel(pooled.model, at);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(at, name), bytes);
    const { stdout, stderr } = spawnSync(process.execPath, [program, at], { encoding: "utf8" });
    expect(stderr).toBe("");
    const { message, milliseconds, bytes } = JSON.parse(stdout);
    expect(message).toContain(at);
    expect(milliseconds).toBeLessThan(1000);
    expect(bytes).toBeLessThan(100e6);
    figures[what] = `${Math.round(milliseconds)} ms, ${Math.round(bytes / 1e6)} MB`;
  }
  console.log(figures);
});

test.skipIf(!built)(`the command line says so too${reason}`, { timeout: 60_000 }, async () => {
  const at = join(folder, "forecast");
  await saveModel(pooled.model, at);
  for (const [name, bytes] of Object.entries({ ...forecastFolder(), ...cases[0][1] }))
    await writeFile(join(at, name), bytes);
  for (const command of ["predict", "explain"]) {
    const { code, stdout, stderr } = await commandLine(folder, [command, "forecast", "nowhere.csv"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/forecast\/model\.json: is not a Lookback model: .*maxPooling1d: must be .* got 8589934590/);
  }
});

async function folderOf(name: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const at = join(folder, name);
  await saveModel(pooled.model, at);
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(at, file), bytes);
  return at;
}

async function edit(path: string, from: string | RegExp, to: string): Promise<() => Promise<void>> {
  const before = await readFile(path, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(path, after);
  return () => writeFile(path, before);
}

test("files of a forecast that do not agree are refused, with both values", async () => {
  const at = await folderOf("disagreeing", forecastFolder());
  const file = join(at, "forecast.json");
  expect((await loadForecast(at)).manifest.target).toBe("load");
  const wrong: readonly (readonly [string | RegExp, string, RegExp])[] = [
    [
      /"horizons": \[\s*1,/,
      '"horizons": [1, 2,',
      /forecast.json has 3 horizons \(1, 2, 6\), but model.json gives \[2\]/,
    ],
    [/"lookback": 8/, '"lookback": 9', /looks 9 rows back, but forecast.json has 4 steps of 2 rows/],
    [
      /"lookback": 8,\s*"every": 2,\s*"steps": 4/,
      '"lookback": 6, "every": 2, "steps": 3',
      /windows of 3 steps and 2 columns for gru, but model.json reads \[4, 2\]/,
    ],
    ['"target": "load"', '"target": "wind speed"', /has the target "wind speed", but forecast.json columns load, wind/],
    [
      /"columns": \[\s*"load",\s*"wind"/,
      '"columns": ["wind", "load"',
      /columns wind, load, but forecast.json a scaler of load, wind/,
    ],
  ];
  for (const [from, to, message] of wrong) {
    const restore = await edit(file, from, to);
    await expect(loadForecast(at)).rejects.toThrow(message);
    await restore();
  }
});

test("a fitted reference model that does not agree with itself is refused", async () => {
  const at = await folderOf("references", forecastFolder());
  const file = join(at, "forecast.json");
  const fitted = { name: "theta", from: 0, level: 1, season: "additive", period: 3, seasons: [1, 2, 3], alpha: 0.5 };
  const write = async (model: string, other: object): Promise<void> => {
    const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(file, "utf8")));
    const references = [{ series: null, origin: 0, fitted: { ...fitted, ...other } }];
    await writeFile(file, JSON.stringify({ ...manifest, model, references }));
  };
  await write("theta", {});
  expect((await loadForecast(at)).manifest.model).toBe("theta");
  await write("theta", { period: 4 });
  await expect(loadForecast(at)).rejects.toThrow(/has a season of 4 rows, but forecast.json 3 values of it/);
  await write("theta", { season: "none" });
  await expect(loadForecast(at)).rejects.toThrow(/has no season, but forecast.json 3 values of it/);
  await write("ets", {});
  await expect(loadForecast(at)).rejects.toThrow(/is a forecast by ets, but forecast.json a fitted theta/);
});

test("files of a classifier that do not agree are refused, with both values", async () => {
  const at = await folderOf("classes", classifierFolder());
  expect((await loadClassifier(at)).manifest.classes).toHaveLength(3);
  const restore = await edit(join(at, "vocabulary.json"), /"tokens": \[/, '"tokens": ["another",');
  await expect(loadClassifier(at)).rejects.toThrow(/vocabulary.json has 10 words.*, but model.json knows 9/);
  await restore();
  await edit(join(at, "classifier.json"), '"long"\n', '"long", "dull"\n');
  await expect(loadClassifier(at)).rejects.toThrow(/classifier.json has 4 classes, but classifier.json shares of 3/);
});

test("a model whose weights make no numbers is refused when it predicts", async () => {
  const classes = [
    embedding({ inputDim: 9, outputDim: 3, maskZero: true }),
    gru({ units: 3 }),
    dense({ units: 3, activation: "softmax" }),
  ];
  const model = sequential(classes, { input: [null] });
  assign(model.weights[model.weights.length - 1].value, [NaN, NaN, NaN]);
  const at = await folderOf("not-finite", {
    ...classifierFolder(),
    ...encodeModel(model),
  });
  await writeFile(join(folder, "films.csv"), "text,label\nthe film was good,good\na long film,long\n");
  await expect(classifyWith({ model: at, source: join(folder, "films.csv") })).rejects.toThrow(
    "not-finite: the model of weights.safetensors returns NaN for finite inputs",
  );
});
