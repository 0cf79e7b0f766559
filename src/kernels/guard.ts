import type { DType, Memory, Storage } from "./backend.ts";
import { foreignMessage, releasedMessage } from "./array-storage.ts";
import { rules } from "./lengths/index.ts";
import { mayBeLonger, mayBeNegative, mostElements, type Call } from "./lengths/rule.ts";
import { signatures, type KernelName, type Kind } from "./signatures.ts";

/** What a kernel is called with. */
export type Value = Storage | number | boolean | null;

/** One argument of a kernel, as the table has it. */
export interface Parameter {
  readonly argument: string;
  readonly kind: Kind;
  readonly isArray: boolean;
  /** Of an array: whether it holds int32. */
  readonly isInteger: boolean;
  /** Of an array: whether the kernel writes it. */
  readonly isWritten: boolean;
  readonly mayBeNull: boolean;
}

/** The arguments of a kernel, in their order. */
export function parametersOf(name: KernelName): readonly Parameter[] {
  return Object.entries<Kind>(signatures[name]).map(([argument, kind]) => ({
    argument,
    kind,
    isArray: !["size", "flag", "number", "word"].includes(kind),
    isInteger: /^(ints|indices)/.test(kind),
    isWritten: /^(result|update|indices)/.test(kind),
    mayBeNull: kind.endsWith("?"),
  }));
}

/** The memory that kernels work on. */
export interface Guarded {
  readonly owner: Memory;
  /** The elements of an int32 array in it, without a copy. */
  readonly ints: (storage: Storage) => Int32Array;
}

/**
 * Checks the arguments of a call; false when all that would be written is empty, so that there is nothing to compute.
 */
export type Guard = (args: Readonly<Record<string, Value>>) => boolean;

/** A rule of the table for arguments that the compiler no longer knows by kernel. */
type AnyRule = (args: Readonly<Record<string, Value>>, call: Call) => Readonly<Record<string, number>>;

/**
 * The one door to every kernel of every backend. Throws a TypeError or RangeError that names the kernel and its
 * argument unless every size is an int32 that may be one, and every array is of the right dtype, of this backend, not
 * released, and of just the length that the sizes tell.
 */
export function guardOf(name: KernelName, { owner, ints }: Guarded): Guard {
  const parameters = parametersOf(name);
  const arrays = parameters.filter(({ isArray }) => isArray);
  const negative: ReadonlySet<string> = new Set<string>(mayBeNegative[name]);
  const longer: ReadonlySet<string> = new Set<string>(mayBeLonger[name]);
  const call: Call = { kernel: name, ints };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the loop below checks each argument by the table
  const rule = rules[name] as unknown as AnyRule;
  const floats = owner.floatType;
  return (args) => {
    for (const parameter of parameters) {
      const value = args[parameter.argument];
      if (parameter.isArray) {
        if (value === null && parameter.mayBeNull) continue;
        if (typeof value !== "object" || value === null) throw missing(name, parameter, value);
        if (value.owner !== owner || value.dtype !== (parameter.isInteger ? "int32" : floats) || value.isReleased)
          throw unfit(name, parameter, value, owner);
      } else if (parameter.kind === "size") {
        // Bit operations turn a number into its int32, which only an int32 equals.
        if (typeof value !== "number" || (value | 0) !== value || (value < 0 && !negative.has(parameter.argument)))
          throw badSize(name, parameter, value, negative.has(parameter.argument));
      } else if (parameter.kind === "flag") {
        if (typeof value !== "boolean") throw missing(name, parameter, value);
      } else if (typeof value !== "number" || (parameter.kind === "word" && !isWord(value)))
        throw missing(name, parameter, value);
    }
    const lengths = rule(args, call);
    let writes = false;
    for (const parameter of arrays) {
      const { argument } = parameter;
      const storage = args[argument];
      if (typeof storage !== "object" || storage === null) continue;
      const expected = lengths[argument];
      if (storage.length !== expected && !(storage.length > expected && longer.has(argument)))
        throw badLength(name, parameter, storage, expected);
      if (parameter.isWritten && expected > 0) writes = true;
    }
    return writes;
  };
}

/** 32 bits, signed or not. */
function isWord(value: number): boolean {
  return value >>> 0 === value || (value | 0) === value;
}

const meanings = {
  size: "a size",
  flag: "true or false",
  number: "a number",
  word: "a 32-bit integer",
} as const;

function describe(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null ? "null" : typeof value === "object" ? "an array" : typeof value;
}

function missing(kernel: KernelName, { argument, kind }: Parameter, value: unknown): TypeError {
  if (value === undefined) return new TypeError(`kernel ${kernel} was called without ${argument}`);
  const meaning = Object.entries(meanings).find(([name]) => name === kind)?.[1] ?? "an array";
  return new TypeError(`${kernel}: ${argument} must be ${meaning}, got ${describe(value)}`);
}

function badSize(kernel: KernelName, parameter: Parameter, value: unknown, mayBeBelow: boolean): Error {
  if (typeof value !== "number") return missing(kernel, parameter, value);
  const lowest = mayBeBelow ? "−2147483648" : "0";
  return new RangeError(
    `${kernel}: ${parameter.argument} must be an integer from ${lowest} to ${mostElements}, got ${value}`,
  );
}

function unfit(kernel: KernelName, { argument, isInteger }: Parameter, storage: Storage, owner: Memory): Error {
  const expected: DType = isInteger ? "int32" : owner.floatType;
  if (storage.isReleased) return new Error(`${kernel}: ${argument}: ${releasedMessage}`);
  if (storage.owner !== owner) return new TypeError(`${kernel}: ${argument}: ${foreignMessage}`);
  const help = isInteger ? "; help: make it with intTensor" : "";
  return new TypeError(`${kernel}: ${argument} must be ${expected}, got ${storage.dtype}${help}`);
}

function badLength(kernel: KernelName, { argument }: Parameter, storage: Storage, expected: number): RangeError {
  if (!(expected <= mostElements)) {
    return new RangeError(
      `${kernel}: ${argument} would have ${expected} elements, more than the ${mostElements} that fit`,
    );
  }
  return new RangeError(`${kernel}: ${argument} must have ${expected} elements here, got ${storage.length}`);
}
