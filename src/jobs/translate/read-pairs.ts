import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

export interface SentencePairs {
  readonly names: readonly [string, string];
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly read: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly diagnosis: readonly string[];
}

/** Temporary. */
export async function readPairs(
  { source = "", target = "" }: { readonly source?: string; readonly target?: string },
  _signal?: AbortSignal,
): Promise<SentencePairs> {
  const lines = async (file: string): Promise<string[]> => {
    const bytes = await readFile(file);
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    return text.replace(/\n$/, "").split("\n").map((line) => line.trim());
  };
  const [sources, targets] = [await lines(source), await lines(target)];
  return { names: [source, target], sources, targets, read: sources.length, leftOut: {}, diagnosis: [] };
}
