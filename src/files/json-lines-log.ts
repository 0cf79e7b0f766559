import { checkOptions } from "../tensor/options.ts";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Callback, EpochLogs } from "../training/callbacks/callback.ts";
import { removeStaged, writeFileAtomic } from "./atomic.ts";

export interface JsonLinesLogOptions {
  /** The file, which each epoch makes anew, whole or not at all. Its folder is made if need be. */
  readonly path: string;
}

/** An epoch; a number that is not finite, which JSON has no word for, is null. */
const lineSchema = z.looseObject({ epoch: z.int().nonnegative() });

/**
 * A line of JSON for each epoch, as the callbacks get it: { "epoch": 0, "seconds": 1.5, "learningRate": 0.001, "loss":
 * 0.7, "valLoss": 0.6, "metrics": { … } }. NaN and infinity are null. A training that goes on (initialEpoch above 0)
 * keeps the lines of the epochs before it and takes away those that it will do again.
 */
export function jsonLinesLog(options: JsonLinesLogOptions): Callback {
  checkOptions("jsonLinesLog", options, { path: true });
  const { path } = options;
  let lines: string[] = [];
  return {
    async onTrainBegin({ initialEpoch }) {
      lines = [];
      await mkdir(dirname(path), { recursive: true });
      await removeStaged(path);
      if (initialEpoch === 0) return;
      const old = (await readIfThere(path)).split("\n").filter((line) => line !== "");
      lines = old.filter((line, i) => epochIn(line, `${path}, line ${i + 1}`) < initialEpoch);
    },
    async onEpochEnd(logs: EpochLogs) {
      lines.push(JSON.stringify(logs));
      await writeFileAtomic(path, `${lines.join("\n")}\n`);
    },
  };
}

function epochIn(line: string, where: string): number {
  try {
    return lineSchema.parse(JSON.parse(line)).epoch;
  } catch (error) {
    throw new Error(`${where} is not an epoch of this log; help: another file, or take this one away`, {
      cause: error,
    });
  }
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
}
