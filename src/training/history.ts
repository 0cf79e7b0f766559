import type { EpochLogs } from "./callbacks/callback.ts";

/** What training told of its epochs, one value for each in every list. */
export interface History {
  readonly epoch: readonly number[];
  readonly seconds: readonly number[];
  readonly loss: readonly number[];
  /** Empty without validation data. */
  readonly valLoss: readonly number[];
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** What ended training: all epochs were done, a callback, or the abort signal. */
  readonly stopped: "epochs" | "callback" | "interrupted";
}

export function historyOf(logs: readonly EpochLogs[], stopped: History["stopped"]): History {
  const names = Object.keys(logs[0]?.metrics ?? {});
  return {
    epoch: logs.map(({ epoch }) => epoch),
    seconds: logs.map(({ seconds }) => seconds),
    loss: logs.map(({ loss }) => loss),
    valLoss: logs.flatMap(({ valLoss }) => valLoss ?? []),
    metrics: Object.fromEntries(names.map((name) => [name, logs.map(({ metrics }) => metrics[name])])),
    stopped,
  };
}

/** The name of a metric on validation data: meanAbsoluteError → valMeanAbsoluteError. */
export function validationName(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
