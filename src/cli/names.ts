/** "2026-01-31-154500", of the local clock. */
export function timeStamp(date: Date): string {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** A name that any file system takes. */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
  return plain === "" ? "forecast" : plain.slice(0, 40);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
