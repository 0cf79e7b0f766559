import type * as promises from "node:fs/promises";
import { join } from "node:path";

/** What every step on files throws from the moment on at which the process counts as killed. */
export class Killed extends Error {
  constructor() {
    super("the process is dead");
  }
}

/** Steps that change files: how many more there are before the process is dead, and how many there were. */
export interface Disk {
  left: number;
  done: number;
}

/**
 * node:fs/promises with a process that dies after so many steps: nothing on the disk changes any more, whatever is
 * still called, as in clean-up. The step in which it dies is half done where it can be: half of a file's bytes are
 * written, half of a folder is removed.
 */
export function killable(real: typeof promises, disk: Disk): typeof promises {
  async function step<Result>(whole: () => Promise<Result>, half?: () => Promise<unknown>): Promise<Result> {
    if (disk.left <= 0) throw new Killed();
    disk.left--;
    disk.done++;
    if (disk.left > 0) return whole();
    await half?.();
    throw new Killed();
  }
  const open: typeof real.open = async (path, flags, mode) => {
    if (flags === "r" || flags === undefined) return real.open(path, flags, mode);
    const handle = await step(() => real.open(path, flags, mode));
    return new Proxy(handle, {
      get(target, name) {
        if (name === "writeFile" || name === "write" || name === "appendFile") {
          return async (data: Uint8Array | string) =>
            step(
              () => target.writeFile(data),
              () => target.writeFile(data.slice(0, data.length / 2)),
            );
        }
        if (name === "sync") return () => step(() => target.sync());
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  const rm: typeof real.rm = (path, options) =>
    step(
      () => real.rm(path, options),
      async () => {
        if (typeof path !== "string" || options?.recursive !== true) return;
        const names = await real.readdir(path).catch(() => []);
        for (const name of names.slice(0, Math.ceil(names.length / 2))) await real.rm(join(path, name), options);
      },
    );
  return {
    ...real,
    open,
    rm,
    rename: (from, to) => step(() => real.rename(from, to)),
    unlink: (path) => step(() => real.unlink(path)),
    writeFile: (path, data, options) => step(() => real.writeFile(path, data, options)),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this overload is called
    mkdir: ((path: string, options: { recursive?: boolean }) => step(() => real.mkdir(path, options))) as never,
  };
}
