/**
 * How many processors' time the control group of this process may use, by cpu.max of version 2 or cpu.cfs_quota_us of
 * version 1 of Linux's control groups: the least along the path from the group to the root; Infinity where nothing is
 * set or this is not Linux. May be a fraction. `read` gives a file's text, or null where it cannot be read.
 */
export function processorLimit(read: (path: string) => string | null): number {
  const groups = (read("/proc/self/cgroup") ?? "").split("\n").flatMap((line) => {
    // number:controllers:path; version 2 has number 0 and no controllers.
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ controllers: controllers.split(","), path }];
  });
  const limits = groups.flatMap(({ controllers, path }) => {
    if (controllers[0] === "") return upwards(path).map((group) => unified(read(`/sys/fs/cgroup${group}/cpu.max`)));
    if (!controllers.includes("cpu")) return [];
    return upwards(path).flatMap((group) =>
      ["cpu", "cpu,cpuacct", "cpuacct,cpu"].map((folder) => {
        const file = (name: string): string | null => read(`/sys/fs/cgroup/${folder}${group}/${name}`);
        return quota(file("cpu.cfs_quota_us"), file("cpu.cfs_period_us"));
      }),
    );
  });
  return Math.min(...limits, Infinity);
}

/** "/a/b" → "/a/b", "/a", "": inside a container the path may be one of the host's, of which only the root is seen. */
function upwards(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(""),
  );
}

/** cpu.max: "max 100000", or the quota and the period in microseconds. */
function unified(text: string | null): number {
  const [allowed = null, period = null] = text?.trim().split(/\s+/) ?? [];
  return quota(allowed, period);
}

function quota(allowed: string | null, period: string | null): number {
  const [time, of] = [Number.parseInt(allowed ?? "", 10), Number.parseInt(period ?? "", 10)];
  return time > 0 && of > 0 ? time / of : Infinity;
}
