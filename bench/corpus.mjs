// Prepares a corpus of synthetic sentence pairs for translation and reads batches of it, measuring time, memory and
// disk. The pairs are made from the words of Multi30k by their frequency, every twentieth a new compound of two, so
// that there are millions of different ones as in real corpora of this size; sentences have 3 to 23 words, 13 in the
// mean, as Multi30k's. Keeps the result in bench/results/corpus.json when all 4.5 million were made.
//   LOOKBACK_DATA=<folder with multi30k/> node bench/corpus.mjs [pairs]
import { spawnSync } from "node:child_process";
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fromPairShards, scope } from "../dist/entry-node.js";
import { openCorpus, prepareCorpus } from "../dist/jobs/translate/prepare-corpus.js";

const all = 4_500_000;
const pairs = Number(process.argv[2] ?? all);
const data = process.env.LOOKBACK_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const seconds = (since) => Math.round((performance.now() - since) / 100) / 10;
/** Seconds of processor time of this process, which other work on the machine does not lengthen. */
const cpuSeconds = () => Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e5) / 10;
const megabytes = (bytes) => Math.round(bytes / 1e6);

/** Integers below a limit, from a linear congruential generator: quick, and good enough for words. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function writeSentences(path, language, seed) {
  const words = gunzipSync(readFileSync(join(data, "multi30k", `train.${language}.gz`)))
    .toString()
    .split(/\s+/)
    .filter((word) => word !== "");
  // Both languages draw the same lengths, give or take two words.
  const [lengths, next] = [generator(1), generator(seed)];
  const file = createWriteStream(path);
  for (let done = 0; done < pairs;) {
    const lines = [];
    for (; done < pairs && lines.length < 5000; done++) {
      const length = 3 + lengths(19) + next(3);
      const line = [];
      for (let i = 0; i < length; i++) {
        const word = words[next(words.length)];
        line.push(next(20) === 0 ? word + words[next(words.length)] : word);
      }
      lines.push(line.join(" "), "\n");
    }
    if (!file.write(lines.join(""))) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

async function prepare(folder) {
  const from = { source: join(folder, "text.en"), target: join(folder, "text.de") };
  const started = performance.now();
  let [learning, cpuLearning] = [0, 0];
  const summary = await prepareCorpus(from, join(folder, "corpus"), {
    encoding: { vocabularySize: 37_000 },
    onProgress: (stage) => {
      if (stage === "encoding" && learning === 0) [learning, cpuLearning] = [seconds(started), cpuSeconds()];
    },
  });
  const total = seconds(started);
  const peak = megabytes(process.resourceUsage().maxRSS * 1024);
  console.log(
    JSON.stringify({
      secondsToLearn: learning,
      cpuSecondsToLearn: cpuLearning,
      secondsToEncodeAndWrite: Math.round(10 * (total - learning)) / 10,
      cpuSecondsToEncodeAndWrite: Math.round(10 * (cpuSeconds() - cpuLearning)) / 10,
      pairsPerSecond: Math.round(summary.pairs / total),
      pairsPerCpuSecond: Math.round(summary.pairs / cpuSeconds()),
      peakMegabytes: peak,
      pairs: summary.pairs,
      tokens: summary.tokens,
      leftOut: summary.leftOut,
      duplicates: summary.duplicates,
      shards: summary.shards.length,
    }),
  );
}

async function readBatches(folder) {
  const started = performance.now();
  const corpus = await openCorpus(join(folder, "corpus"));
  const batches = fromPairShards(corpus.shards, { tokensPerBatch: 25_000 });
  const opening = seconds(started);
  const reading = performance.now();
  let [cells, tokens] = [0, 0];
  for (let index = 0; index < batches.steps; index++) {
    scope(() => void batches.batch(index));
    const size = batches.sizeOf(index);
    cells += size.rows * (size.sourceLength + size.targetLength);
    tokens += size.sourceTokens + size.targetTokens;
  }
  const took = seconds(reading);
  console.log(
    JSON.stringify({
      tokensPerBatch: 25_000,
      steps: batches.steps,
      secondsToOpen: opening,
      secondsOfOnePass: took,
      cpuSecondsInAll: cpuSeconds(),
      batchesPerSecond: Math.round(batches.steps / took),
      paddingPercent: Math.round(1000 * (1 - tokens / cells)) / 10,
      peakMegabytes: megabytes(process.resourceUsage().maxRSS * 1024),
    }),
  );
}

/** Runs a part in a process of its own, whose memory is then its own. */
function apart(part, folder) {
  const { status, signal, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), part, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${part} failed: ${signal ?? `status ${status}`}`);
  return JSON.parse(stdout.toString());
}

if (process.argv[2] === "prepare") await prepare(process.argv[3]);
else if (process.argv[2] === "read") await readBatches(process.argv[3]);
else {
  const folder = mkdtempSync(join(tmpdir(), "lookback-corpus-"));
  try {
    const generating = performance.now();
    await writeSentences(join(folder, "text.en"), "en", 2);
    await writeSentences(join(folder, "text.de"), "de", 3);
    console.log(`${pairs} pairs made in ${seconds(generating)} s`);
    const size = (name) => statSync(join(folder, name)).size;
    const textMegabytes = megabytes(size("text.en") + size("text.de"));
    const preparing = apart("prepare", folder);
    console.log(JSON.stringify(preparing));
    const corpusMegabytes = megabytes(
      readdirSync(join(folder, "corpus")).reduce((sum, name) => sum + size(join("corpus", name)), 0),
    );
    const reading = apart("read", folder);
    console.log(JSON.stringify(reading));
    const result = {
      command: `node bench/corpus.mjs${pairs === all ? "" : ` ${pairs}`}`,
      date: new Date().toISOString().slice(0, 10),
      processor: cpus()[0].model,
      node: process.version,
      threads: 1,
      textMegabytes,
      corpusMegabytes,
      preparing,
      reading,
    };
    if (pairs === all) {
      const file = fileURLToPath(new URL("results/corpus.json", import.meta.url));
      writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
