import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** A file inside an archive. */
export interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
}

const block = 512;
/** Bytes of a file that is kept. */
const largest = 64e6;

/**
 * The regular files of a .tar.gz archive, one after another (POSIX.1-2017, pax, "ustar Interchange Format"). Only those
 * are held in memory for which `wanted` says yes. Throws an Error where the archive ends early, a header's checksum is
 * wrong, or one of these is larger than 64 MB.
 */
export async function* tarEntries(archive: string, wanted: (name: string) => boolean): AsyncGenerator<TarEntry> {
  let held: Buffer = Buffer.alloc(0);
  let skipped = 0;
  let entry: { readonly name: string; readonly size: number; readonly keep: boolean } | undefined;
  for await (const chunk of createReadStream(archive).pipe(createGunzip())) {
    if (!Buffer.isBuffer(chunk)) continue;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    for (;;) {
      if (entry === undefined) {
        if (held.length - at < block) break;
        const header = held.subarray(at, at + block);
        at += block;
        if (header.every((byte) => byte === 0)) continue; // the end, or padding
        entry = entryOf(header, wanted);
      } else {
        const padded = Math.ceil(entry.size / block) * block;
        if (!entry.keep) {
          // Skipped as it arrives.
          const passed = Math.min(padded - skipped, held.length - at);
          skipped += passed;
          at += passed;
          if (skipped < padded) break;
          skipped = 0;
          entry = undefined;
          continue;
        }
        if (held.length - at < padded) break;
        yield { name: entry.name, content: Buffer.from(held.subarray(at, at + entry.size)) };
        at += padded;
        entry = undefined;
      }
    }
    held = held.subarray(at);
  }
  if (entry !== undefined || held.length > 0) throw new Error("the archive ends early");
}

function entryOf(
  header: Buffer,
  wanted: (name: string) => boolean,
): { readonly name: string; readonly size: number; readonly keep: boolean } {
  const text = (from: number, length: number): string => {
    const field = header.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.toString("utf8", 0, end < 0 ? length : end);
  };
  let sum = 0;
  header.forEach((byte, i) => (sum += i >= 148 && i < 156 ? 32 : byte));
  if (sum !== Number.parseInt(text(148, 8), 8)) throw new Error("the archive is damaged: a header's checksum is wrong");
  const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
  const name = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const size = Number.parseInt(text(124, 12).trim(), 8) || 0;
  if (size < 0) throw new Error("the archive is damaged: a file has a negative size");
  const type = text(156, 1);
  const keep = (type === "0" || type === "") && wanted(name);
  if (keep && size > largest) throw new Error(`${name} is larger than ${largest / 1e6} MB`);
  return { name, size, keep };
}
