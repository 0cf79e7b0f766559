import type { Progress } from "../jobs/weather/fetch-file.ts";

/** Says how a download gets on, a line for every tenth of it, or for every five megabytes where its length is not known. */
export function downloadLines(say: (line: string) => void): (progress: Progress) => void {
  let last = -1;
  return ({ received, total }) => {
    const part = Math.floor(total === null ? received / 5e6 : (10 * received) / total);
    if (part === last) return;
    last = part;
    const megabytes = (received / 1e6).toFixed(1);
    say(`downloading the weather file of the lecture: ${megabytes} MB${total === null ? "" : `, ${10 * part} %`}`);
  };
}
