import type { TextExplanation, WindowExplanation } from "../src/report/explain/explain-data.ts";
import type { GatePart, GatePass } from "../src/report/drawing/gates/gate-data.ts";

function part(name: string, units: number, steps: number): GatePart {
  return {
    name,
    values: Array.from({ length: units }, (_, unit) =>
      Array.from({ length: steps }, (_s, step) =>
        step === 1 ? null : ((unit * 7 + step * 3) % 11) / 10 - (name === "hidden" ? 0.5 : 0),
      ),
    ),
  };
}

function pass(kind: "lstm" | "gru", units: number, steps: number, reverse: boolean): GatePass {
  const gates = kind === "lstm" ? ["input", "forget", "candidate", "output"] : ["update", "reset", "candidate"];
  return {
    layer: "layers.1",
    kind,
    reverse,
    gates: gates.map((name) => part(name, units, steps)),
    states: (kind === "lstm" ? ["hidden", "cell"] : ["hidden"]).map((name) => part(name, units, steps)),
  };
}

const made = {
  createdAt: "2026-03-14T09:26:53.589Z",
  commandLine: "lookback explain runs/reviews --text 'not bad'",
  folder: "runs/reviews",
  kernels: "native (avx2)",
  threads: 2,
  steps: 64,
  error: 0.00012,
};

/** A made-up explanation of a text of `count` words by an LSTM that reads both ways and by an attention layer. */
export function exampleText(count = 7, units = 5): TextExplanation {
  const words = Array.from({ length: count }, (_, i) => `word${i}`);
  return {
    ...made,
    title: "Why good",
    model: "lstm",
    output: 0.91,
    baseline: 0.5,
    baselineMeaning: "padding alone",
    classes: [
      { name: "bad", probability: 0.09 },
      { name: "good", probability: 0.91 },
    ],
    explained: "good",
    predicted: "good",
    parts: [
      { text: "(unread)", attribution: null },
      ...words.map((word, i) => ({ text: `${word},`, attribution: i === 0 ? 0.3 : i === 1 ? -0.2 : 0.001 * i })),
    ],
    unread: 1,
    unshown: 0,
    features: words.map((name, i) => ({
      name,
      place: i + 2,
      known: i !== 2,
      attribution: i === 0 ? 0.3 : i === 1 ? -0.2 : 0.001 * i,
      leaveOneOut: 0.01 * i,
    })),
    words,
    passes: [pass("lstm", units, count, false), pass("lstm", units, count, true)],
    attentions: [
      {
        layer: "layers.2",
        weights: [0, 1].map((head) =>
          words.map((_, query) => words.map((_w, key) => (key === (query + head) % count ? 0.9 : 0.1 / count))),
        ),
      },
    ],
    notes: ["The first word was cut off."],
  };
}

/** A made-up explanation of a forecast by a GRU from a window of 48 hours. */
export function exampleWindow(): WindowExplanation {
  const times = Array.from({ length: 48 }, (_, hour) => Date.UTC(2021, 10, 3) + hour * 3_600_000);
  return {
    ...made,
    title: "Why gru forecasts this",
    model: "gru",
    file: "weather.csv",
    target: "T (degC)",
    unit: "degC",
    simulated: false,
    horizonHours: 24,
    output: 12.09,
    baseline: 11.83,
    baselineMeaning: "a window in which every column stands still at its own mean",
    truth: 14.78,
    last: 11.35,
    times,
    values: times.map((_, hour) => (hour === 3 ? null : 10 + Math.sin(hour / 4))),
    columns: [
      { name: "T (degC)", attribution: 0.4, leaveOneOut: 0.3 },
      { name: "p (mbar)", attribution: -0.14, leaveOneOut: -0.1 },
    ],
    attributions: [times.map((_, i) => i / 2820), times.map((_, i) => -i / 8057)],
    leaveOneOut: times.map((_, i) => i / 5000),
    passes: [pass("gru", 4, 48, false)],
    notes: [],
  };
}
