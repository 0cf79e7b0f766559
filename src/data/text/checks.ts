import { showValue } from "../../tensor/show-value.ts";

/** Throws a RangeError unless value is an integer of at least `minimum`. */
export function expectInteger(who: string, name: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum)
    throw new RangeError(`${who}: ${name} must be an integer of at least ${minimum}, got ${showValue(value)}`);
}

/** Throws a RangeError unless value is one of those allowed. */
export function expectOneOf(who: string, name: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.some((one) => one === value)) {
    throw new RangeError(`${who}: ${name} must be ${quoted(allowed)}, got ${JSON.stringify(value)}`);
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" or ");
}
