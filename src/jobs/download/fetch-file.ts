import { open, rm, stat } from "node:fs/promises";

/** How much of a download is on the disk, in bytes. `total` is null where the server does not say. */
export interface Progress {
  readonly received: number;
  readonly total: number | null;
}

export interface FetchOptions {
  /** Ends the download; what has arrived is kept, and the next attempt goes on there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Milliseconds without a byte after which the download is given up. Default: 30,000. */
  readonly timeout?: number;
  /**
   * Milliseconds after which the download is given up, however it gets on; the next attempt goes on there. Default: two
   * hours.
   */
  readonly longest?: number;
  /** Bytes that are taken at most, and that they may unpack to. Default: 1 GB. */
  readonly largest?: number;
}

/** Bytes of a download where nothing else is said. */
export const largestDownload = 1e9;

/**
 * Downloads into `part` and checks what came; `check` throws where it is not what it should be. A file of which an
 * earlier attempt brought the first part may be another than the rest: then it is fetched once more, from the start. A
 * file that fails its check is removed.
 */
export async function fetchChecked(
  url: string,
  part: string,
  options: FetchOptions,
  check: (part: string) => Promise<void>,
): Promise<void> {
  let resumed = await fetchFile(url, part, options);
  for (;;) {
    try {
      await check(part);
      return;
    } catch (error) {
      await rm(part, { force: true });
      if (!resumed) throw error;
      resumed = await fetchFile(url, part, options);
    }
  }
}

/**
 * Downloads into `part`, going on after what is in it already where the server can. Throws an Error with the reason
 * when it does not arrive whole; what arrived stays in `part`. Returns whether it went on from an earlier attempt.
 */
export async function fetchFile(url: string, part: string, options: FetchOptions): Promise<boolean> {
  const have = await sizeOf(part);
  const stalled = new AbortController();
  const { timeout = 30_000, longest = 7_200_000, largest = largestDownload } = options;
  const late = AbortSignal.timeout(longest);
  let clock = setTimeout(() => stalled.abort(), timeout);
  const alive = (): void => {
    clearTimeout(clock);
    clock = setTimeout(() => stalled.abort(), timeout);
  };
  const signals = [stalled.signal, late, ...(options.signal === undefined ? [] : [options.signal])];
  const signal = AbortSignal.any(signals);
  try {
    const response = await fetch(url, { signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
    alive();
    if (response.status === 416) {
      await response.body?.cancel();
      // A request from the first byte has no range that a server could refuse.
      if (have === 0) throw new Error("the server answers 416 Range Not Satisfiable");
      // Nothing lies beyond what is here: it is whole, or of another file, which its checksum will tell.
      if (response.headers.get("content-range") === `bytes */${have}`) return true;
      await rm(part);
      clearTimeout(clock);
      return await fetchFile(url, part, options);
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
    }
    // Where nothing is there, nothing was gone on with, whatever the server says.
    const resumed =
      have > 0 &&
      response.status === 206 &&
      response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
    if (response.status === 206 && !resumed) {
      await response.body.cancel();
      throw new Error("the server sends another part than the requested one");
    }
    const length = response.headers.get("content-length");
    const encoded = response.headers.get("content-encoding") !== null;
    let received = resumed ? have : 0;
    const total = length === null || encoded ? null : received + Number(length);
    if (total !== null && total > largest) {
      await response.body.cancel();
      throw new Error(`${total} bytes are announced, and ${largest} are the most that are taken`);
    }
    // Piece by piece, so that what was counted is in the file, whatever happens next.
    const file = await open(part, resumed ? "a" : "w");
    try {
      for await (const chunk of response.body) {
        alive();
        if (received + chunk.length > largest) throw new TooLarge(`more than ${largest} bytes arrive`);
        await file.appendFile(chunk);
        received += chunk.length;
        options.onProgress?.({ received, total });
      }
    } finally {
      await file.close();
    }
    if (total !== null && received !== total) throw new Error(`${received} of ${total} bytes arrived`);
    return resumed;
  } catch (error) {
    if (error instanceof TooLarge) await rm(part, { force: true });
    if (late.aborted) throw new Error(`it takes more than ${longest / 1000} s`, { cause: error });
    if (stalled.signal.aborted) throw new Error(`nothing arrived for ${timeout / 1000} s`, { cause: error });
    throw error instanceof Error && error.cause instanceof Error
      ? new Error(error.cause.message, { cause: error })
      : error;
  } finally {
    clearTimeout(clock);
  }
}

/** What arrives is not the requested file: nothing of it is saved. */
class TooLarge extends Error {}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}
