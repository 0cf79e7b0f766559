import { z } from "zod";

/** Lists and objects within each other, as deep as a file of ours may nest them: far deeper than any model is. */
const deepest = 100;
const longestMessage = 400;
const mostProblems = 5;

/**
 * The value that a JSON file holds. Errors begin with `file`, its name: what is no UTF-8 or no JSON, lists and objects
 * nested more than 100 deep, which would end in a full stack, and keys that JavaScript takes for an object's prototype.
 */
export function parseJson(bytes: Uint8Array, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cut(cause.message) : "";
    throw new Error(`${file} is not JSON: ${reason}; help: it was changed or cut off, take it from a copy`, { cause });
  }
  checkNesting(value, file);
  return value;
}

/** What is wrong with a value by its schema, on one line: the first few problems, each with its path. */
export function problemsOf({ issues }: z.ZodError): string {
  const shown = issues.slice(0, mostProblems).map(({ message, path }) => {
    const at = path.length === 0 ? "" : ` at ${z.core.toDotPath(path)}`;
    return `${cut(message)}${at}`;
  });
  const more = issues.length > shown.length ? [`and ${issues.length - shown.length} more`] : [];
  return [...shown, ...more].join("; ");
}

/** A text as messages show it: not longer than a few lines. */
function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)} …`;
}

function checkNesting(value: unknown, file: string): void {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new Error(`${file} nests lists and objects more than ${deepest} deep`);
    const next: unknown[] = [];
    for (const outer of level) {
      if (typeof outer !== "object" || outer === null) continue;
      if (Object.hasOwn(outer, "__proto__"))
        throw new Error(`${file} has a key "__proto__", which no file of ours has`);
      for (const inner of Object.values(outer)) if (typeof inner === "object" && inner !== null) next.push(inner);
    }
    level = next;
  }
}
