import type { EpochLogs, TrainingRun } from "./callback.ts";
import { validationName } from "../history.ts";

/** All metrics of an epoch by their names. */
export function metricsByName({ loss, valLoss, metrics }: EpochLogs): Readonly<Record<string, number>> {
  return { ...metrics, loss, ...(valLoss === undefined ? {} : { valLoss }) };
}

/** A metric of an epoch that a callback watches. Throws a RangeError when there is none of the name. */
export function metricOf(callback: string, logs: EpochLogs, name: string): number {
  const metrics = metricsByName(logs);
  if (Object.hasOwn(metrics, name)) return metrics[name];
  const help =
    name.startsWith("val") && logs.valLoss === undefined ? "; help: give fit validationData or validationSplit" : "";
  throw new RangeError(`${callback} watches ${name}, but an epoch has only ${Object.keys(metrics).join(", ")}${help}`);
}

/** Which way a metric is better: less ("min"), more ("max"), or as the metric defines it ("auto"). */
export type Mode = "auto" | "min" | "max";

export function checkMode(callback: string, mode: Mode): void {
  if (!["auto", "min", "max"].includes(mode))
    throw new RangeError(`${callback}: mode must be one of auto, min, max, got ${JSON.stringify(mode)}`);
}

/** Whether more of a metric is better. Values of single classes, such as f1Score.2, are as their metric. */
export function higherIsBetter({ metrics }: Pick<TrainingRun, "metrics">, name: string, mode: Mode = "auto"): boolean {
  if (mode !== "auto") return mode === "max";
  return metrics.some(
    (metric) =>
      metric.better === "higher" &&
      [metric.name, validationName(metric.name)].some((known) => name === known || name.startsWith(`${known}.`)),
  );
}

/** By how much a metric is better than the best so far: infinitely the first, and after NaN. NaN is no improvement. */
export function gainOf(value: number, best: number | null, higher: boolean): number {
  if (best === null) return Infinity;
  if (Number.isNaN(value)) return -Infinity;
  if (Number.isNaN(best)) return Infinity;
  return higher ? value - best : best - value;
}
