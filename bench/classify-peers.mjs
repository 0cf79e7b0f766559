// `lookback classify` with its default options beside scikit-learn's TF-IDF and logistic regression, on the same
// training and test texts: test accuracies of the chosen model as it was chosen and as it is saved, fitted again with
// the validation texts. Writes bench/results/classify-peers.json.
//   python3 -m venv bench/peers/scikit-learn/.venv
//   bench/peers/scikit-learn/.venv/bin/pip install -r bench/peers/scikit-learn/requirements.txt
//   node bench/classify-peers.mjs [set …]      LOOKBACK_PEERS_PYTHON names another Python
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const data = process.env.LOOKBACK_DATA ?? "../shared/data";
const own = "bench/peers/scikit-learn/.venv/bin/python";
const python = process.env.LOOKBACK_PEERS_PYTHON ?? (existsSync(own) ? own : "python3");
const read = (file, encoding = "utf8") => {
  const bytes = readFileSync(join(data, file));
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString(encoding);
};
const linesOf = (text) => text.trim().split("\n");
const questions = (file, labelOf) =>
  linesOf(read(file, "latin1")).map((line) => {
    const space = line.indexOf(" ");
    return { label: labelOf(line.slice(0, space)), text: line.slice(space + 1) };
  });
const trec = (labelOf) => [
  questions("texts/trec_train.label.gz", labelOf),
  questions("texts/trec_test.label", labelOf),
];
const reviews = (file) => linesOf(read(file)).map((line) => JSON.parse(line));
const sets = {
  "trec-6": () => trec((label) => label.split(":")[0]),
  "trec-51": () => trec((label) => label),
  wisesight: () => ["texts/wisesight_train.csv.gz", "texts/wisesight_test.csv.gz"].map((file) => read(file)),
  imdb: () => [reviews("imdb/imdb_train.jsonl.gz"), reviews("imdb/imdb_test.jsonl.gz")],
};
const quoted = (text) => `"${String(text).replaceAll('"', '""').replaceAll("\n", " ")}"`;
const csvOf = (rows) =>
  typeof rows === "string"
    ? rows
    : `text,label\n${rows.map(({ text, label }) => `${quoted(text)},${quoted(label)}`).join("\n")}\n`;

const run = (program, args) =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 });
const percent = (share) => `${(100 * share).toFixed(1)} %`;

const chosen = process.argv.slice(2);
const results = [];
let version;
for (const [name, parts] of Object.entries(sets)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), "lookback-bench-"));
  const files = ["train.csv", "test.csv"].map((file) => join(folder, file));
  parts().forEach((rows, i) => writeFileSync(files[i], csvOf(rows)));
  const began = performance.now();
  const { best, refitted, leaderboard } = JSON.parse(
    run(
      process.execPath,
      `bin/lookback.js classify ${files[0]} --test ${files[1]} --quiet --json --out ${join(folder, "out")}`.split(" "),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const peer = JSON.parse(run(python, ["bench/peers/scikit-learn/classify.py", ...files]));
  version = peer.scikitLearn;
  const lookback = {
    best,
    chosen: leaderboard.find(({ model }) => model === best).test.accuracy,
    saved: refitted?.accuracy ?? null,
    seconds: Number(seconds.toFixed(1)),
    models: leaderboard.map(({ model, test }) => ({ model, accuracy: test.accuracy })),
  };
  results.push({ set: name, lookback, scikitLearn: peer.results });
  const others = Object.entries(peer.results).map(([kind, { accuracy }]) => `${kind} ${percent(accuracy)}`);
  console.log(
    `${name}: ${best} ${percent(lookback.chosen)}, saved ${percent(lookback.saved)}; scikit-learn ${others.join(", ")}`,
  );
  rmSync(folder, { recursive: true });
}
const machine = { processor: cpus()[0].model, node: process.version, scikitLearn: version };
const file = {
  command: "node bench/classify-peers.mjs",
  date: new Date().toISOString().slice(0, 10),
  machine,
  results,
};
writeFileSync("bench/results/classify-peers.json", `${JSON.stringify(file, null, 2)}\n`);
