import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programOf } from "../../src/cli/main.ts";
import { contentsOf } from "../../src/cli/run-files.ts";
import { lockName } from "../../src/cli/run-lock.ts";
import { newCommandResult } from "../../src/cli/command-result.ts";
import { host } from "../../src/files/temporaries.ts";
import { commandLine, signalAt, type CommandOptions, type Ended } from "../command-line.ts";

/*
 * What holds for every command that writes: where it may, what it leaves when it is stopped, and what it says when it
 * cannot.
 */

const program = fileURLToPath(new URL("../../bin/lookback.js", import.meta.url));
let folder = "";

function lookback(args: string, options: CommandOptions = {}): Promise<Ended> {
  return commandLine(folder, args.split(" "), options);
}

/** Commands that write the folder of a run: briefly, and so long that they have to be stopped. */
interface Run {
  readonly command: string;
  readonly brief: string;
  readonly long: string;
  /** What standard error says once there is something to save. */
  readonly begun: string;
}

const series = "forecast hours.csv --target lead --lookback 6h --ahead 1h --batch-size 32";
const labelled = "classify texts.csv --length 4 --words 50 --batch-size 16";
const pairs = "translate train --pairs pairs.tsv --vocab 300 --tokens-per-batch 256 --validate-every 1";
const trees = "parse train --trees trees.mrg --min-count 1 --tokens-per-batch 256 --validate-every 1 --beam 1";
const memory = "lab memory --models gru --units 2 --gaps 20 --sequences 2000";
const runs: readonly Run[] = [
  {
    command: "forecast",
    brief: `${series} --models linear --epochs 1`,
    long: `${series} --models gru --epochs 100000`,
    begun: "gru epoch 2/",
  },
  {
    command: "classify",
    brief: `${labelled} --models majority`,
    long: `${labelled} --preset lecture --models lstm --epochs 100000`,
    begun: "lstm epoch 2/",
  },
  {
    command: "translate train",
    brief: `${pairs} --updates 1`,
    long: `${pairs} --updates 100000`,
    begun: "update 2, pass",
  },
  { command: "parse train", brief: `${trees} --updates 1`, long: `${trees} --updates 100000`, begun: "update 2, pass" },
  {
    command: "lab gradients",
    brief: "lab gradients --units 2 --steps 2 --spectral-radius 1",
    long: "lab gradients --units 32 --steps 400",
    begun: "[1/",
  },
  { command: "lab memory", brief: `${memory} --seeds 1`, long: `${memory} --seeds 1000`, begun: "[2/1000]" },
];

/** Commands that write one file: what they are told but for the file, and what they read. */
const files: Readonly<
  Record<string, { readonly args: string; readonly option: string; readonly input: string | null }>
> = {
  predict: { args: "predict forecast hours.csv", option: "--out", input: "hours.csv" },
  explain: { args: "explain forecast hours.csv --steps 1", option: "--out", input: "forecast/model.json" },
  inspect: { args: "inspect hours.csv --target lead", option: "--out", input: "hours.csv" },
  sample: { args: "sample weather --years 0.001", option: "--out", input: null },
  translate: { args: "translate translate-train short.txt --beam 1", option: "--attention", input: "short.txt" },
};

const outOf = (command: string): string => command.replace(" ", "-");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runs-test-"));
  const hours = Array.from({ length: 24 * 15 }, (_, hour) => {
    const time = new Date(Date.UTC(2021, 0, 1, hour)).toISOString().slice(0, 19).replace("T", " ");
    return `${time},${(5 * Math.sin(hour * 0.26) + Math.sin(hour * 12.9)).toFixed(2)},${(hour * 7) % 5}\n`;
  });
  writeFileSync(join(folder, "hours.csv"), `time,wave,lead\n${hours.join("")}`);
  const rows = Array.from({ length: 80 }, (_, i) => `${i % 2 ? "good" : "bad"} ${"abcdefgh"[i % 8]} film,${i % 2}\n`);
  writeFileSync(join(folder, "texts.csv"), `text,label\n${rows.join("")}`);
  const words = ["dog", "cat", "bird", "tree"];
  const sentence = (i: number): string => `the ${words[i % 4]} sees a ${words[(i >> 2) % 4]} ${"xyz"[(i >> 4) % 3]}`;
  const lines = Array.from({ length: 48 }, (_, i) => `${sentence(i)}\t${sentence(i + 1).toUpperCase()}\n`);
  writeFileSync(join(folder, "pairs.tsv"), lines.join(""));
  const tree = (i: number): string =>
    `( (S (NP (DT a) (NN ${words[i % 4]})) (VP (VBZ sees) (NP (NN ${words[i >> 4]})))))\n`;
  writeFileSync(join(folder, "trees.mrg"), Array.from({ length: 60 }, (_, i) => tree(i)).join(""));
  writeFileSync(join(folder, "short.txt"), "dog\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** All commands below one, by their full names. */
function commandsOf(command: Command, name = ""): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((below) => {
    const full = `${name} ${below.name()}`.trim();
    return [[full, below] as const, ...commandsOf(below, full)];
  });
}

test("every command that writes is in these tables, and says the same of --out, --force and --resume", async () => {
  const all = commandsOf(await programOf(newCommandResult()));
  const having = (flags: string): string[] =>
    all.filter(([, { options }]) => options.some((option) => option.flags === flags)).map(([name]) => name);
  expect(having("--out <folder>").toSorted()).toEqual(runs.map(({ command }) => command).toSorted());
  expect(having("--force").toSorted()).toEqual(having("--out <folder>").toSorted());
  expect(having("--resume <folder>")).toEqual(["translate train", "parse train"]);
  expect([...having("--out <file>"), ...having("--attention <file>")].toSorted()).toEqual(
    Object.keys(files).toSorted(),
  );
  for (const flags of ["--out <folder>", "--force", "--resume <folder>", "--out <file>"]) {
    const said = all.flatMap(([, { options }]) => options.filter((option) => option.flags === flags));
    const texts = new Set(said.map(({ description }) => description.replace(/\(default: .*\)/, "")));
    expect([flags, texts.size]).toEqual([flags, 1]);
  }
});

/** What is in a folder, and when each file was written. */
function stateOf(path: string): readonly (readonly [string, number])[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => [
    name,
    statSync(join(path, name)).mtimeMs,
  ]);
}

test.each(runs)(
  "$command: a folder is new or empty, or --force begins anew; nobody else's files are touched",
  async (run) => {
    const out = outOf(run.command);
    const path = join(folder, out);
    mkdirSync(path);
    const first = await lookback(`${run.brief} --quiet --out ${out}`);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    // Whatever a run writes is known as such, and no lock or temporary file stays.
    expect(contentsOf(path).kind).toBe("run");
    expect(readdirSync(path).filter((name) => name.startsWith("."))).toEqual([]);

    const unnamed = await lookback(`${run.brief} --quiet --out=`);
    expect([unnamed.code, unnamed.stderr]).toEqual([2, "error: --out and --resume name a folder, got an empty name\n"]);

    const before = stateOf(path);
    const second = await lookback(`${run.brief} --quiet --out ${out}`);
    expect([second.code, second.stdout]).toEqual([2, ""]);
    expect(second.stderr).toMatch(/^error: \S+ holds an earlier run; help: .*--force[^\n]*\n$/);
    const foreign = join(path, "my notes.txt");
    writeFileSync(foreign, "mine");
    const third = await lookback(`${run.brief} --quiet --force --out ${out}`);
    expect([third.code, third.stderr]).toEqual([
      2,
      expect.stringContaining(`${out}/my notes.txt was not written by a run`),
    ]);
    await rm(foreign);
    expect(stateOf(path)).toEqual(before);

    // A lock of a process that lives, and of one that has ended.
    const lock = { pid: process.pid, host, began: null, started: "2026-01-31T12:00:00.000Z" };
    writeFileSync(join(path, lockName), JSON.stringify(lock));
    const fourth = await lookback(`${run.brief} --quiet --force --out ${out}`);
    expect(fourth.code).toBe(2);
    expect(fourth.stderr).toContain(
      `process ${process.pid} has been writing into ${out} since 2026-01-31T12:00:00.000Z; help: `,
    );
    writeFileSync(join(path, lockName), JSON.stringify({ ...lock, pid: endedProcess() }));
    writeFileSync(join(path, "gold.mrg"), "of another kind of run");
    const fifth = await lookback(`${run.brief} --quiet --force --out ${out}`);
    expect([fifth.code, fifth.stderr]).toEqual([0, expect.stringContaining("which began at 2026-01-31T12:00:00.000Z")]);
    expect(fifth.stderr).toContain("has ended, is taken over");
    expect(readdirSync(path).toSorted()).toEqual(
      before
        .map(([name]) => name)
        .filter((name) => !name.includes("/"))
        .toSorted(),
    );
  },
  120_000,
);

/** The number of a process that is no more. */
function endedProcess(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

test.each(runs)(
  "$command: SIGTERM saves what there is and ends with 143",
  async ({ command, long, begun }) => {
    const out = `stopped-${outOf(command)}`;
    const run = await lookback(`${long} --out ${out}`, { onError: signalAt(begun, "SIGTERM") });
    expect([run.code, run.signal]).toEqual([143, null]);
    expect(run.stderr).toContain("stopping after this step, then saving");
    expect(run.stdout).toContain(`saved in ${out}: `);
    const said = readdirSync(join(folder, out)).filter((name) => /^(?:leaderboard|memory|gradients)\.json$/.test(name));
    expect(said.map((name) => readFileSync(join(folder, out, name), "utf8"))).toEqual([
      expect.stringContaining('"interrupted": true'),
    ]);
    expect(contentsOf(join(folder, out)).kind).toBe("run");
    expect(readdirSync(join(folder, out)).filter((name) => name.startsWith("."))).toEqual([]);
  },
  60_000,
);

test("two signals in a moment end at once, and what is said of the folder is true", async () => {
  const twice: CommandOptions["onError"] = (() => {
    let isSent = false;
    return (stderr, send) => {
      if (isSent || !stderr.includes("update 2, pass")) return;
      isSent = true;
      send("SIGINT");
      send("SIGTERM");
    };
  })();
  const run = await lookback(`${pairs} --updates 100000 --out twice`, { onError: twice });
  expect([run.code === 130 || run.code === 143, run.stdout]).toEqual([true, ""]);
  expect(run.stderr).toContain(
    "what was trained until then is in twice; go on with it by lookback translate train --resume twice",
  );
  const on = await lookback("translate train --resume twice --updates 4 --quiet --json");
  expect([on.code, on.stderr]).toEqual([0, ""]);
}, 120_000);

test.each(runs.filter(({ command }) => !command.endsWith("train")))(
  "$command: a second signal while the result is written leaves none of it or all, and says which",
  async ({ command, long, begun }) => {
    const out = `while-saving-${outOf(command)}`;
    const path = join(folder, out);
    const { stderr, stdout, code } = await stoppedWhile(
      () => existsSync(path) && readdirSync(path).some((name) => name !== lockName),
      { args: `${long} --out ${out}`, environment: {}, begun },
    );
    const isThere = existsSync(path);
    const wasSaid = stdout.includes("saved in") || stderr.includes(`; the result is in ${out}`);
    expect(wasSaid || stderr.includes("nothing was written\n")).toBe(true);
    expect([code, isThere]).toEqual([expect.toBeOneOf([129, 130]), wasSaid]);
    const left = isThere ? readdirSync(path).filter((name) => /\.tmp$|\.lock$/.test(name)) : [];
    expect([left, isThere ? contentsOf(path).kind : "run"]).toEqual([[], "run"]);
  },
  60_000,
);

test("a result that a killed process did not put into its place is taken for one", async () => {
  const path = join(folder, "put-half");
  mkdirSync(join(path, ".saved"), { recursive: true });
  writeFileSync(join(path, ".saved", "memory.json"), '{ "experiment": "memory" }');
  writeFileSync(join(path, ".saved", ".removed"), "[]");
  writeFileSync(join(path, "report.html"), "");
  expect(contentsOf(path).kind).toBe("run");
  const anew = await lookback(`${runs[5].brief} --quiet --force --out put-half`);
  expect([anew.code, anew.stderr, readdirSync(path)]).toEqual([0, "", ["memory.json", "report.html", "runs.csv"]]);
  mkdirSync(join(path, ".saved"));
  writeFileSync(join(path, ".saved", "notes.txt"), "mine");
  expect(contentsOf(path)).toEqual({ kind: "foreign", path: join(path, ".saved", "notes.txt") });
}, 60_000);

test("what is stopped before it has written anything says so, and leaves nothing", async () => {
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  const none = await stoppedWhile(() => readdirSync(temporary).some((name) => name.startsWith("lookback-")), {
    args: "forecast --quiet --out unused/deep",
    environment: { TMPDIR: temporary },
  });
  expect([none.code, none.stdout, none.stderr]).toEqual([129, "", "\ninterrupted by SIGHUP; nothing was written\n"]);
  expect([readdirSync(temporary), readdirSync(folder).includes("unused")]).toEqual([[], false]);
});

interface Stopped {
  readonly args: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What standard error says when a first signal, SIGINT, is to be sent. */
  readonly begun?: string;
}

/** Runs a command and sends SIGHUP as soon as something is so. */
function stoppedWhile(isSo: () => boolean, { args, environment, begun }: Stopped): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args.split(" ")], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", ...environment },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const first = begun === undefined ? () => undefined : signalAt(begun, "SIGINT");
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      first(stderr, (signal) => child.kill(signal));
    });
    const watch = setInterval(() => {
      if (!isSo()) return;
      clearInterval(watch);
      child.kill("SIGHUP");
    }, 1);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

test("a command that waits for lines ends by SIGTERM", async () => {
  const child = spawn(process.execPath, [program, "predict", "classify", "-"], { cwd: folder });
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  // It has answered, so it is waiting for the next line.
  child.stdout.once("data", () => child.kill("SIGTERM"));
  child.stdin.write("a good film\n");
  expect(await ended).toBe(143);
}, 60_000);

test("temporary folders of killed processes are removed at the next start, no others", async () => {
  const temporary = join(folder, "old");
  mkdirSync(temporary);
  const names = [
    `lookback-${endedProcess()}-${host}-abcdef`,
    `lookback-${process.pid}-${host}-abcdef`,
    `lookback-${endedProcess()}-another.machine-abcdef`,
    `lookback-mine`,
  ];
  for (const name of names) mkdirSync(join(temporary, name));
  expect((await lookback("sample weather --years 0.001", { environment: { TMPDIR: temporary } })).code).toBe(0);
  expect(readdirSync(temporary).toSorted()).toEqual(names.slice(1).toSorted());
});

test("folders without a name from the user never meet", async () => {
  const brief = "lab gradients --units 2 --steps 2 --spectral-radius 1 --quiet";
  const all = await Promise.all([brief, brief, brief].map((args) => lookback(args)));
  const names = all.map(({ stdout }) => /saved in (runs\/\S+):/.exec(stdout)?.[1]);
  expect([new Set(names).size, names.includes(undefined)]).toEqual([3, false]);
}, 60_000);

test.each(Object.entries(files))(
  "%s replaces a file, never a folder or a device",
  async (_, { args, option }) => {
    const path = join(folder, "page.out");
    writeFileSync(path, "old", { mode: 0o640 });
    symlinkSync("page.out", join(folder, "page.link"));
    const replaced = await lookback(`${args} ${option} page.link`);
    expect(replaced.code).toBe(0);
    expect(readFileSync(path, "utf8").length).toBeGreaterThan(10);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    await rm(path);
    await rm(join(folder, "page.link"));

    const onFolder = await lookback(`${args} ${option} old`);
    expect([onFolder.code, onFolder.stderr]).toEqual([1, "error: old: is a folder; help: name a file in it\n"]);
    symlinkSync("nowhere/page", join(folder, "dangling"));
    const dangling = await lookback(`${args} ${option} dangling`);
    expect([dangling.code, dangling.stderr]).toEqual([
      1,
      "error: dangling: is a link to nowhere/page, which is not there; help: name another file to write\n",
    ]);
    await rm(join(folder, "dangling"));
    const unnamed = await lookback(`${args} ${option}=`);
    expect([unnamed.code, unnamed.stderr]).toEqual([
      1,
      'error: "": is no name of a file; help: name a file to write\n',
    ]);
    const full = await lookback(`${args} ${option} /dev/full`);
    expect([full.code, full.stderr.split("\n").at(-2)]).toEqual([
      1,
      "error: /dev/full: cannot be written: the disk is full",
    ]);
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
    const streamed = await lookback(`${args} ${option} /dev/stdout`);
    expect(streamed.code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  },
  120_000,
);

const reading = Object.entries(files).flatMap(([name, { args, option, input }]) =>
  input === null ? [] : [{ name, command: `${args} ${option}`, input }],
);

test.each(reading)(
  "$name never replaces what it reads, by whatever name",
  async ({ command, input }) => {
    const before = readFileSync(join(folder, input), "utf8");
    linkSync(join(folder, input), join(folder, "same"));
    for (const name of [input, "same"]) {
      const { code, stderr } = await lookback(`${command} ${name}`);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: .*would be lost; help: name another/)]);
    }
    await rm(join(folder, "same"));
    expect(readFileSync(join(folder, input), "utf8")).toBe(before);
  },
  60_000,
);

test("predict to standard output writes its CSV there and nothing else", async () => {
  const { code, stdout, stderr } = await lookback("predict forecast hours.csv --out /dev/stdout");
  expect(code).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .every((line) => line.split(",").length === 11),
  ).toBe(true);
  expect(stderr).toContain("written to /dev/stdout");
});

const speaking = [
  "--help",
  "doctor",
  "inspect hours.csv --target lead --out i.html",
  "predict forecast hours.csv --json",
];

test.each([...speaking, "translate translate-train short.txt"])(
  "%s into a pipe that nobody reads ends quietly",
  async (args) => {
    const child = spawn(process.execPath, [program, ...args.split(" ")], { cwd: folder });
    let stderr = "";
    child.stdout.destroy();
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, stderr]).toEqual([141, ""]);
  },
);

test("training whose progress nobody reads ends quietly", async () => {
  const args = `${runs[0].long} --out unread`.split(" ");
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(141);
  expect(readdirSync(folder)).not.toContain("unread");
});

test.each(speaking)("%s onto a full disk says so in one line", async (args) => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [program, ...args.split(" ")], {
    cwd: folder,
    stdio: ["ignore", full, "pipe"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, stderr]).toEqual([1, "error: standard output: cannot be written: the disk is full\n"]);
});

test("a training that can write no more says what is there, and leaves no half file", () => {
  // A limit on the size of files ends a write as a full disk does: run.json is small enough, weights are not.
  const { status, stderr } = spawnSync(
    "bash",
    [
      "-c",
      `ulimit -f 400; exec "$0" "$@"`,
      process.execPath,
      program,
      ...`${pairs} --updates 1 --quiet --out full`.split(" "),
    ],
    { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  expect(stderr).toMatch(
    /^error: full\/training\/transformer\S*: cannot be written: the file would be larger .*; what was trained until then is in full; go on with it by lookback translate train --resume full\n$/,
  );
  expect(status).toBe(1);
  const left = readdirSync(join(folder, "full"), { recursive: true, encoding: "utf8" });
  expect(left.filter((name) => name.includes(".tmp") || name.includes(".lock"))).toEqual([]);
});

test.each<[Readonly<Record<string, string | undefined>>, boolean]>([
  [{ NO_COLOR: undefined, CI: "true" }, false],
  [{ NO_COLOR: undefined, FORCE_COLOR: "1" }, true],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, false],
])("colours into a pipe with %j: %s", async (environment, isColoured) => {
  const { stdout, stderr } = await lookback("lab memory --gaps 5", { environment });
  expect((stdout + stderr).includes("\u001b[")).toBe(isColoured);
});
