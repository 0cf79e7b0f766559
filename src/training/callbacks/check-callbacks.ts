import { suggestion, type OptionNames } from "../../tensor/options.ts";
import { showValue } from "../../tensor/show-value.ts";
import type { Callback } from "./callback.ts";

const functions = {
  onTrainBegin: true,
  onEpochBegin: true,
  onStepEnd: true,
  onEpochEnd: true,
  afterStep: true,
  afterEpoch: true,
  onTrainEnd: true,
};
const known: OptionNames<Callback> = { ...functions, memory: true };
const names = Object.keys(functions);

/**
 * Throws a TypeError for what fit would never call: callbacks that are not objects, that have none of the functions of
 * a callback, or one whose name is near to these or begins as they do. Other properties are the callback's own.
 */
export function checkCallbacks(callbacks: unknown): void {
  if (!Array.isArray(callbacks)) throw new TypeError(`fit: callbacks must be a list, got ${showValue(callbacks)}`);
  callbacks.forEach((callback: unknown, i) => checkCallback(`callbacks[${i}]`, callback));
}

function checkCallback(who: string, callback: unknown): void {
  if (typeof callback !== "object" || callback === null) {
    const help = typeof callback === "function" ? "call the function that makes it" : "{ onEpochEnd: (logs) => … }";
    throw new TypeError(`${who} must be an object with functions, got ${showValue(callback)}; help: ${help}`);
  }
  const properties = propertiesOf(callback);
  for (const [name, value] of properties) {
    if (Object.hasOwn(known, name)) {
      if (name === "memory" || value === undefined || typeof value === "function") continue;
      throw new TypeError(`${who}: ${name} must be a function, got ${showValue(value)}`);
    }
    const near = suggestion(name, names);
    if (/^(on|after|before)[A-Z_]/.test(name) || (typeof value === "function" && near !== ""))
      throw new TypeError(
        `${who} has ${name}, which is never called; help: ${near}the functions are ${names.join(", ")}`,
      );
  }
  if (!names.some((name) => properties.get(name) !== undefined))
    throw new TypeError(`${who} has no function that is called; help: the functions are ${names.join(", ")}`);
}

/** The properties of an object and of its classes by their names; those with getters are undefined, and not called. */
function propertiesOf(object: object): ReadonlyMap<string, unknown> {
  const properties = new Map<string, unknown>();
  for (let level: unknown = object; typeof level === "object" && level !== null; level = Object.getPrototypeOf(level)) {
    if (level === Object.prototype) break;
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name !== "constructor" && !properties.has(name)) properties.set(name, value);
    }
  }
  return properties;
}
