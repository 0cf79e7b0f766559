import { checkOptions } from "../tensor/options.ts";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Callback, EpochLogs } from "../training/callbacks/callback.ts";
import { removeStaged, writeFileAtomic } from "./atomic.ts";

export interface CsvLogOptions {
  /** The file, which each epoch makes anew, whole or not at all. Its folder is made if need be. */
  readonly path: string;
}

/**
 * A table of the epochs as CSV: epoch (from 0), seconds, learningRate, loss, valLoss and the metrics, numbers in full.
 * A training that goes on (initialEpoch above 0) keeps the lines of the epochs before it and takes away those that it
 * will do again. Throws when the file has other columns.
 */
export function csvLog(options: CsvLogOptions): Callback {
  checkOptions("csvLog", options, { path: true });
  const { path } = options;
  let lines: string[] = [];
  let header: string | undefined;
  return {
    async onTrainBegin({ initialEpoch }) {
      [header, lines] = [undefined, []];
      await mkdir(dirname(path), { recursive: true });
      await removeStaged(path);
      if (initialEpoch === 0) return;
      const [first, ...rest] = (await readIfThere(path)).split("\n").filter((line) => line !== "");
      header = first;
      lines = rest.filter((line) => Number(line.split(",")[0]) < initialEpoch);
    },
    async onEpochEnd(logs) {
      const row = rowOf(logs);
      const names = Object.keys(row).map(quoted).join(",");
      if (header !== undefined && header !== names) {
        throw new Error(
          `${path} has the columns ${header}, but an epoch has ${names}; help: another file, or the same metrics`,
        );
      }
      header = names;
      lines.push(Object.values(row).join(","));
      await writeFileAtomic(path, `${[header, ...lines].join("\n")}\n`);
    },
  };
}

function rowOf({ epoch, seconds, learningRate, loss, valLoss, metrics }: EpochLogs): Readonly<Record<string, number>> {
  return {
    epoch,
    seconds,
    ...(learningRate === undefined ? {} : { learningRate }),
    loss,
    ...(valLoss === undefined ? {} : { valLoss }),
    ...metrics,
  };
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
}
