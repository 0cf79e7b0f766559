import type { HeatScale } from "../heat/palette.ts";
import type { Strip } from "../heat/strips.ts";
import type { GatePart, GatePass } from "./gate-data.ts";

/** What a gate or state is called and what it says, to be put behind its name. */
const meanings: Readonly<
  Record<GatePass["kind"], Readonly<Record<string, { readonly name: string; readonly says: string }>>>
> = {
  simpleRnn: {
    hidden: { name: "hidden state h", says: "what is carried from step to step, and what the layer shows in the end" },
  },
  lstm: {
    input: { name: "input gate i", says: "how much of the candidate is stored" },
    forget: { name: "forget gate f", says: "how much of the cell is kept: 1 keeps all, 0 forgets" },
    candidate: { name: "candidate g", says: "what could be stored" },
    output: { name: "output gate o", says: "how much of the cell is shown" },
    cell: { name: "cell state c", says: "the memory: c ← f·c + i·g" },
    hidden: { name: "hidden state h", says: "what the layer shows: h = o·tanh(c)" },
  },
  gru: {
    update: { name: "update gate z", says: "how much of the state is kept: 1 keeps all, 0 forgets" },
    reset: { name: "reset gate r", says: "how much of the state the candidate sees" },
    candidate: { name: "candidate n", says: "what could be put in its place" },
    hidden: { name: "hidden state h", says: "the memory, which the layer also shows: h ← z·h + (1 − z)·n" },
  },
};

const kinds: Readonly<Record<GatePass["kind"], string>> = { simpleRnn: "SimpleRNN", lstm: "LSTM", gru: "GRU" };

/** The gate that decides what is kept, by which units are put in order. */
const keeping: Readonly<Record<GatePass["kind"], string | null>> = { simpleRnn: null, lstm: "forget", gru: "update" };

/** A pass over the input ready to be drawn. */
export interface GatePicture {
  /** "LSTM of 32 units", "GRU of 32 units, read backwards". */
  readonly title: string;
  readonly caption: string;
  /** Names of the rows: units by their numbers from 1, in the order drawn. */
  readonly rows: readonly string[];
  readonly strips: readonly Strip[];
  /** What each strip says, and its scale. */
  readonly legend: readonly { readonly name: string; readonly says: string; readonly scale: HeatScale }[];
}

/**
 * A pass as heat maps: units from those that keep most, on average, to those that keep least; the same order in every
 * map.
 */
export function gatePicture({ kind, reverse, states, gates }: GatePass, steps: string): GatePicture {
  const units = states[0]?.values.length ?? 0;
  const keeper = gates.find(({ name }) => name === keeping[kind]);
  const order = unitOrder(keeper, units);
  const cell = states.filter(({ name }) => name === "cell");
  const parts = [...gates, ...cell, ...states.filter(({ name }) => name !== "cell")];
  const drawn = parts.map((part) => {
    const { name, says } = meanings[kind][part.name] ?? { name: part.name, says: "" };
    return { name, says, scale: scaleOf(part), values: order.map((unit) => part.values[unit]) };
  });
  const sorted = keeper === undefined ? "" : ` The units that keep most stand at the top, in every map the same.`;
  return {
    title: `${kinds[kind]} of ${units} units${reverse ? `, which reads from the last ${steps} to the first` : ""}`,
    caption:
      `One row for each unit, one column for each ${steps}.${sorted} In grey the yellow is light and ` +
      `the blue is dark.`,
    rows: order.map((unit) => `unit ${unit + 1}`),
    strips: drawn.map(({ name, values, scale }) => ({
      name,
      values,
      scale,
      rowHeight: units > 48 ? 2 : units > 12 ? 3 : 8,
    })),
    legend: drawn.map(({ name, says, scale }) => ({ name, says, scale })),
  };
}

function unitOrder(keeper: GatePart | undefined, units: number): readonly number[] {
  const numbers = Array.from({ length: units }, (_, unit) => unit);
  if (keeper === undefined) return numbers;
  const means = keeper.values.map((unit) => {
    const known = unit.filter((value) => value !== null);
    return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  });
  return numbers.toSorted((a, b) => means[b] - means[a]);
}

/** Gates go from 0 to 1. What has a sign goes as far to both sides as its largest number, rounded up to two digits. */
function scaleOf({ name, values }: GatePart): HeatScale {
  if (!["candidate", "hidden", "cell"].includes(name)) return { low: 0, high: 1, power: 1 };
  return signedScale(values);
}

/** A scale as far to both sides of zero as the largest number, rounded up to two digits. */
export function signedScale(values: readonly (readonly (number | null)[])[]): HeatScale {
  let most = 0;
  for (const value of values.flat()) if (value !== null) most = Math.max(most, Math.abs(value));
  if (most === 0) return { low: -1, high: 1, power: 1 };
  const unit = 10 ** (Math.floor(Math.log10(most)) - 1);
  const end = Number((Math.ceil(most / unit - 1e-9) * unit).toPrecision(2));
  return { low: -end, high: end, power: 1 };
}
