import type { Progress } from "../jobs/download/fetch-file.ts";

/**
 * Says how the download of `what` gets on, a line for every tenth of it, or for every five megabytes where its length
 * is not known.
 */
export function downloadLines(say: (line: string) => void, what: string): (progress: Progress) => void {
  let last = -1;
  return ({ received, total }) => {
    const part = Math.floor(total === null ? received / 5e6 : (10 * received) / total);
    if (part === last) return;
    last = part;
    const megabytes = (received / 1e6).toFixed(1);
    say(`downloading ${what}: ${megabytes} MB${total === null ? "" : `, ${10 * part} %`}`);
  };
}
