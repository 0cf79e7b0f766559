// Translators of Multi30k (Elliott et al. 2016): trains them, translates the three test sets and scores them, into
// bench/results/translate.json.
//   node bench/translate.mjs [--parts en-de,de-en,recurrent] [--work DIR] [--updates 5400]
// A model that the work folder has already is not trained again, and a training that was stopped goes on. LOOKBACK_DATA
// is the folder with multi30k/. multi-bleu is for comparison with papers: Moses tokens of references and translations,
// lower case. BLEU is sacreBLEU's of the same texts, with its signature.
import { mosesTokenize } from "lookback";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = join(root, "bench/results/translate.json");
const data = join(process.env.LOOKBACK_DATA ?? join(root, "../shared/data"), "multi30k");
if (!existsSync(data)) throw new Error(`${data} is not there; help: set LOOKBACK_DATA to the folder with multi30k/`);
const { values: options } = parseArgs({
  options: {
    parts: { type: "string", default: "en-de,de-en,recurrent" },
    work: { type: "string", default: join(tmpdir(), "lookback-translate") },
    updates: { type: "string", default: "5400" },
    "recurrent-updates": { type: "string", default: "960" },
  },
});

const parts = {
  "en-de": { from: "en", to: "de", models: "transformer", updates: options.updates, beams: [1, 4] },
  "de-en": { from: "de", to: "en", models: "transformer", updates: options.updates, beams: [1, 4] },
  recurrent: {
    from: "en",
    to: "de",
    models: "lstm,gru-bahdanau,lstm-luong",
    updates: options["recurrent-updates"],
    beams: [4],
  },
};
const tests = ["test_2016_flickr", "test_2017_flickr", "test_2017_mscoco"];

function lookback(args, input) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, "bin/lookback.js"), ...args], {
    encoding: "utf8",
    input,
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`lookback ${args.join(" ")} ended with ${status}`);
  return stdout;
}

const fileOf = (kind, language) => join(data, `${kind}.${language}.gz`);

/** Trains a part's models, or goes on with them: the command, and what it printed. */
function train(folder, { from, to, models, updates }) {
  const files = ["--source", fileOf("train", from), "--target", fileOf("train", to)];
  const settings = ["--lowercase", "--preset", "tiny", "--models", models, "--tokens-per-batch", "4096"];
  const limits = ["--updates", updates, "--patience", "15"];
  const written = join(folder, "leaderboard.json");
  const begun = existsSync(join(folder, "run.json"));
  const args = begun
    ? ["--resume", folder, ...limits]
    : [...files, "--validation", fileOf("val", from), fileOf("val", to), ...settings, ...limits, "--out", folder];
  if (!existsSync(written)) lookback(["translate", "train", ...args]);
  const shown = `--source train.${from}.gz --target train.${to}.gz --validation val.${from}.gz val.${to}.gz`;
  return {
    command: ["lookback translate train", shown, ...settings, ...limits].join(" "),
    ...JSON.parse(readFileSync(written, "utf8")),
  };
}

const lines = (name) =>
  gunzipSync(readFileSync(join(data, name)))
    .toString("utf8")
    .trimEnd()
    .split("\n");

/** Translates one test set and scores it. */
function score(folder, test, { from, to }, beam) {
  const source = lines(`${test}.${from}.gz`);
  const begin = performance.now();
  const translated = lookback(["translate", folder, "--beam", String(beam)], `${source.join("\n")}\n`);
  const seconds = (performance.now() - begin) / 1000;
  const hypotheses = translated.trimEnd().split("\n");
  const place = (kind) => join(options.work, `${test}.${kind}`);
  const bleuOf = (references, candidates, metric) => {
    writeFileSync(place("reference"), `${references.join("\n")}\n`);
    writeFileSync(place("hypothesis"), `${candidates.join("\n")}\n`);
    const files = ["--reference", place("reference"), "--hypothesis", place("hypothesis")];
    const { scores } = JSON.parse(lookback(["score", ...files, "--metric", metric, "--lowercase", "--json"]));
    return scores.map(({ name, score: value, signature }) => ({ name, score: value, signature }));
  };
  const tokens = (texts) => texts.map((text) => mosesTokenize(text.toLowerCase(), { language: to }));
  const references = lines(`${test}.${to}.gz`);
  const scores = [
    ...bleuOf(tokens(references), tokens(hypotheses), "multi-bleu"),
    ...bleuOf(references, hypotheses, "bleu,chrf"),
  ];
  console.log(
    `${from}-${to} ${test} beam ${beam}: ` +
      `${scores.map(({ name, score: value }) => `${name} ${value.toFixed(2)}`).join(", ")}; ${seconds.toFixed(1)} s`,
  );
  return { test, beam, sentences: source.length, seconds, scores };
}

/** Every validation of a model. */
function curveOf(folder, model) {
  const { points } = JSON.parse(readFileSync(join(folder, "training", model, "history.json"), "utf8"));
  return points.map(({ update, loss, validationLoss, perplexity, score: bleu, seconds, tokens }) => ({
    update,
    loss,
    validationLoss,
    perplexity,
    bleu,
    seconds,
    tokens,
  }));
}

mkdirSync(options.work, { recursive: true });
for (const name of options.parts.split(",")) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part ${name}; help: ${Object.keys(parts).join(", ")}`);
  const folder = join(options.work, name);
  const training = train(folder, part);
  const scores = part.beams.flatMap((beam) => tests.map((test) => score(folder, test, part, beam)));
  const curves = Object.fromEntries(training.leaderboard.map(({ model }) => [model, curveOf(folder, model)]));
  const known = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const machine = {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
  const { out: _out, data: told, ...rest } = training;
  const shown = { ...rest, data: { ...told, source: basename(told.source), target: basename(told.target) } };
  const report = {
    command: "node bench/translate.mjs",
    parts: { ...known.parts, [name]: { machine, training: shown, scores, curves } },
  };
  mkdirSync(join(root, "bench/results"), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
