/**
 * A value as a message of an error shows it: "3" in quotes, so that it is told from 3, arrays by their values, other
 * objects by their class.
 */
export function showValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(showValue).join(", ")}]`;
  return `an object (${value.constructor?.name ?? "without a class"})`;
}
