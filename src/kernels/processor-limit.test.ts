import { expect, test } from "vitest";
import { processorLimit } from "./processor-limit.ts";

/** The limit where these are the files of the machine. */
const limitOf = (files: Readonly<Record<string, string>>): number =>
  processorLimit((path) => (Object.hasOwn(files, path) ? files[path] : null));

const root = "/sys/fs/cgroup";

test.each([
  ["no control groups", {}, Infinity],
  ["version 2, nothing set", { "/proc/self/cgroup": "0::/\n", [`${root}/cpu.max`]: "max 100000\n" }, Infinity],
  [
    "version 2 in a container, which is its root",
    { "/proc/self/cgroup": "0::/\n", [`${root}/cpu.max`]: "150000 100000\n" },
    1.5,
  ],
  [
    "version 2, nested: the least on the way up",
    {
      "/proc/self/cgroup": "0::/user.slice/job.scope\n",
      [`${root}/user.slice/job.scope/cpu.max`]: "max 100000\n",
      [`${root}/user.slice/cpu.max`]: "200000 50000\n",
      [`${root}/cpu.max`]: "800000 100000\n",
    },
    4,
  ],
  [
    "version 1",
    {
      "/proc/self/cgroup": "4:memory:/other\n3:cpu,cpuacct:/docker/abc\n0::/\n",
      [`${root}/cpu,cpuacct/docker/abc/cpu.cfs_quota_us`]: "300000\n",
      [`${root}/cpu,cpuacct/docker/abc/cpu.cfs_period_us`]: "100000\n",
    },
    3,
  ],
  [
    "version 1 where the path is the host's and only the root is mounted",
    {
      "/proc/self/cgroup": "1:cpu:/docker/abc\n",
      [`${root}/cpu/cpu.cfs_quota_us`]: "50000\n",
      [`${root}/cpu/cpu.cfs_period_us`]: "100000\n",
    },
    0.5,
  ],
  [
    "version 1, no quota",
    {
      "/proc/self/cgroup": "1:cpu:/\n",
      [`${root}/cpu/cpu.cfs_quota_us`]: "-1\n",
      [`${root}/cpu/cpu.cfs_period_us`]: "100000\n",
    },
    Infinity,
  ],
  [
    "another version's files that make no sense",
    { "/proc/self/cgroup": "0::/\n", [`${root}/cpu.max`]: "many\n" },
    Infinity,
  ],
])("%s", (_, files, limit) => {
  expect(limitOf(files)).toBe(limit);
});
