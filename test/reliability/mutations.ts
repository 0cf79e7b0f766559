/* Files changed at random, the same for the same seed. */

/** Numbers from 0 to 1, the same for the same seed (mulberry32, by Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[below(random, items.length)];
}

/** How a file was changed, for messages, and what became of it. */
export interface Mutation {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** Bits turned over, parts cut off, taken out, doubled or overwritten. */
export function mutateBytes(bytes: Uint8Array, random: Random): Mutation {
  const [at, length] = [below(random, bytes.length), 1 + below(random, Math.max(1, bytes.length / 4))];
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, at + length), bytes.slice(at + length)];
  switch (below(random, 5)) {
    case 0: {
      const changed = bytes.slice();
      for (let flips = 1 + below(random, 4); flips > 0; flips--) {
        changed[below(random, changed.length)] ^= 1 << below(random, 8);
      }
      return { kind: "bits", bytes: changed };
    }
    case 1:
      return { kind: "truncation", bytes: before };
    case 2:
      return { kind: "doubled range", bytes: joined(before, part, part, after) };
    case 3:
      return { kind: "missing range", bytes: joined(before, after) };
    default:
      return {
        kind: "noise",
        bytes: joined(
          before,
          part.map(() => below(random, 256)),
          after,
        ),
      };
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const numbers = [
  -1,
  0,
  0.5,
  1,
  7,
  2 ** 20,
  2 ** 24,
  2 ** 24 + 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 1,
  2 ** 33 - 2,
  2 ** 53,
  1e300,
  -1e300,
  5e-324,
];
const values: readonly unknown[] = [
  null,
  true,
  false,
  "",
  "text",
  "\u001b[31m",
  [],
  {},
  [[]],
  [null],
  { kind: "dense" },
  "__proto__",
];
const placeholder = "@@ a value goes here @@";

type Slot = { readonly holder: Record<string, unknown>; readonly key: string };

/** Numbers out of range, values of another type, keys gone or renamed, lists made long, and values nested deep. */
export function mutateJson(bytes: Uint8Array, random: Random): Mutation {
  const root: { value: unknown } = { value: JSON.parse(new TextDecoder().decode(bytes)) };
  const slots = slotsIn(root);
  const leaves = slots.filter(({ holder, key }) => typeof holder[key] === "number");
  const { holder, key } = pick(random, random() < 0.5 && leaves.length > 0 ? leaves : slots);
  const written = (kind: string, value: unknown): Mutation => {
    holder[key] = value;
    return { kind, bytes: new TextEncoder().encode(JSON.stringify(root.value) ?? "") };
  };
  const value = holder[key];
  switch (below(random, 8)) {
    case 0:
    case 1:
    case 2:
      return written("number", typeof value === "number" && random() < 0.2 ? value + 1 : pick(random, numbers));
    case 3:
    case 4:
      return written("type", pick(random, values));
    case 5: {
      const odd = pick(random, ["__proto__", "constructor", "toString", "length", "unknown"]);
      if (holder === root || Array.isArray(holder)) return written("type", pick(random, values));
      delete holder[key];
      if (random() < 0.5) Object.defineProperty(holder, odd, { value, enumerable: true });
      return { kind: "key", bytes: new TextEncoder().encode(JSON.stringify(root.value) ?? "") };
    }
    case 6: {
      const times = pick(random, [2, 50, 3000]);
      return written(
        "longer",
        Array.isArray(value)
          ? Array.from({ length: times }, () => value as readonly unknown[]).flat()
          : "x".repeat(times),
      );
    }
    default: {
      const depth = pick(random, [3, 99, 2000, 100_000]);
      const inside = JSON.stringify(value) ?? "null";
      const { bytes: text } = written("nesting", placeholder);
      const deep = random() < 0.5 ? nested("[", inside, "]", depth) : nested('{"a":', inside, "}", depth);
      return {
        kind: "nesting",
        bytes: new TextEncoder().encode(
          new TextDecoder().decode(text).replace(JSON.stringify(placeholder), () => deep),
        ),
      };
    }
  }
}

function nested(open: string, inside: string, close: string, depth: number): string {
  return `${open.repeat(depth)}${inside}${close.repeat(depth)}`;
}

function slotsIn(root: object): readonly Slot[] {
  const slots: Slot[] = [];
  const visit = (holder: object): void => {
    for (const [key, value] of Object.entries(holder)) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- objects and lists of JSON have values by keys
      slots.push({ holder: holder as Record<string, unknown>, key });
      if (typeof value === "object" && value !== null) visit(value);
    }
  };
  visit(root);
  return slots;
}
