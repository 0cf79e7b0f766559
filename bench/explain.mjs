// Measures how far the attributions of saved classifiers miss their sum, by the number of steps, and writes it to
// bench/results/explain.json.
//   node bench/explain.mjs TEXTS.jsonl[.gz] MODEL_DIR …       TEXTS has a "text" in each line; 20 of them are taken,
//                                                             evenly
// The figures there are of models made by lookback classify imdb_train.jsonl.gz --models lstm --epochs 2, and likewise
// transformer and bag-of-bigrams.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { explainText } from "../dist/node.js";

const [file, ...folders] = process.argv.slice(2);
if (folders.length === 0) throw new Error("give a file of texts and the folders of classifiers");
const bytes = readFileSync(file);
const lines = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim().split("\n");
const texts = lines.filter((_, i) => i % Math.ceil(lines.length / 20) === 0).map((line) => JSON.parse(line).text);

const short = (value) => Number(value.toPrecision(2));
const results = [];
for (const folder of folders) {
  for (const steps of [8, 16, 32, 64, 128]) {
    const shares = [];
    let model = "";
    for (const text of texts) {
      const found = await explainText({ model: folder, text, steps });
      shares.push(Math.abs(found.error / (found.output - found.baseline)));
      ({ model } = found);
    }
    shares.sort((a, b) => a - b);
    results.push({
      model,
      steps,
      texts: texts.length,
      median: short(shares[shares.length >> 1]),
      largest: short(shares.at(-1)),
    });
    console.log(JSON.stringify(results.at(-1)));
  }
}
const about = "|sum of attributions − (output − baseline)| as a share of |output − baseline|";
writeFileSync(
  new URL("results/explain.json", import.meta.url),
  `${JSON.stringify({ about, node: process.version, results }, null, 2)}\n`,
);
