/** Lines held as text at a time. */
const together = 2048;

/**
 * Lines as the bytes of a text file, UTF-8 with "\n" at each end. They may come from a generator, so that they never
 * exist all at once as strings.
 */
export function linesAsBytes(lines: Iterable<string>): Uint8Array {
  const parts: Buffer[] = [];
  let held: string[] = [];
  const put = (): void => {
    if (held.length > 0) parts.push(Buffer.from(`${held.join("\n")}\n`));
    held = [];
  };
  for (const line of lines) {
    held.push(line);
    if (held.length === together) put();
  }
  put();
  return Buffer.concat(parts);
}

/** A text as a cell of a CSV file: in quotes where it holds a comma, a quote or a line end (RFC 4180). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
