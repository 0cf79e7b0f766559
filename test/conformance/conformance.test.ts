import { describe, expect, test } from "vitest";
import type { Backend } from "../../src/kernels/backend.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { isKernelName, signatures, type KernelName } from "../../src/kernels/signatures.ts";
import { create } from "../../src/kernels/start-node.ts";
import { attentionCases, type AttentionCase } from "./attention.ts";
import type { Case } from "./case.ts";
import { cases, recurrentCases, savedLength } from "./cases.ts";
import { difference, run } from "./run.ts";

/**
 * Backends under test; native ones per instruction set, and with 1, 2, 3 and 8 threads, are skipped where they were not
 * built.
 */
const native = canCreate(() => create("native"));
const reference = createReference("float32");
const skipped = "native kernels are not built: no C++ compiler";

function canCreate(make: () => Backend): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

const recurrent = ["simpleRnn", "lstm", "gru"] as const;
type Runner = (backend: Backend) => ReturnType<typeof run>;
type Job = { readonly title: string; readonly tolerance: number; readonly scale?: number; readonly run: Runner };

/** A forward case; it saves nothing, and the gradient cases check what is saved. */
const job = (name: KernelName, { title, given, tolerance = 2e-6, scale = 1e-30 }: Case): Job => ({
  title: `${name} ${title}`,
  tolerance,
  scale,
  run: (backend) => run(backend, name, given),
});

/** Forward with saving, then the gradient from what was saved, on the same backend. */
function gradientJobs(kind: (typeof recurrent)[number]): Job[] {
  return recurrentCases(kind, "gradient").map(({ title, given, shape, tolerance = 2e-5 }) => ({
    title: `${kind}Gradient ${title}`,
    tolerance,
    run: (backend) => {
      const state = { result: shape.batch * shape.units };
      const forward = run(backend, kind, {
        ...given,
        sequences: null,
        state,
        ...(kind === "lstm" ? { cell: state } : {}),
        saved: { result: savedLength(kind, shape) },
      });
      const saved = forward.get("saved");
      if (saved === undefined) throw new Error("nothing was saved");
      return run(backend, `${kind}Gradient`, { ...given, saved: [...saved] });
    },
  }));
}

/** The weights, forward, and the gradient from what forward gave on the same backend. */
function attentionJobs({ title, given, forward, tolerance = 2e-6 }: AttentionCase): Job[] {
  return [
    job("attentionWeights", { title, given, tolerance }),
    job("attention", { title, given: { ...given, ...forward }, tolerance }),
    {
      title: `attentionGradient ${title}`,
      tolerance: 2 * tolerance,
      scale: 0.1,
      run: (backend) => {
        const made = run(backend, "attention", { ...given, ...forward });
        const [y, logSumExp] = ["y", "logSumExp"].map((name) => [...(made.get(name) ?? [])]);
        return run(backend, "attentionGradient", { ...given, y, logSumExp });
      },
    },
  ];
}

const plain = Object.entries(cases).flatMap(([name, list]) =>
  isKernelName(name) ? list.map((one) => job(name, one)) : [],
);
const jobs = [
  ...plain,
  ...attentionCases.flatMap(attentionJobs),
  ...recurrent.flatMap((kind) => [
    ...recurrentCases(kind, "forward").map((one) => job(kind, one)),
    ...gradientJobs(kind),
  ]),
];

test("the cases reach every kernel", () => {
  const reached = new Set(jobs.map(({ title }) => title.split(" ")[0]));
  expect([...reached].toSorted()).toEqual(Object.keys(signatures).toSorted());
  expect(jobs.length).toBeGreaterThan(500);
});

const expectedOf = jobs.map((one) => one.run(reference));

function disagreements(backend: Backend): string[] {
  return jobs.flatMap((one, i) => {
    const off = difference(expectedOf[i], one.run(backend), one.tolerance, one.scale);
    return off === null ? [] : [`${one.title}: ${off}`];
  });
}

/** Milliseconds for all cases on one backend: two seconds, but ten times that on a machine that does other things. */
const patience = 120_000;

describe("every kernel agrees with the reference", { timeout: patience }, () => {
  test("wasm", () => {
    expect(disagreements(create("wasm"))).toEqual([]);
  });

  for (const simd of ["avx512", "avx2", "sse2", "neon"]) {
    const make = (): Backend => create("native", { ...process.env, LOOKBACK_SIMD: simd, LOOKBACK_THREADS: "2" });
    const available = canCreate(make);
    const reason = native ? `not built, or this machine has no ${simd}` : skipped;
    test.skipIf(!available)(`native ${simd}${available ? "" : ` (${reason})`}`, () => {
      expect(disagreements(make())).toEqual([]);
    });
  }
});

const why = native ? "" : ` (${skipped})`;
describe.skipIf(!native)(`the same bits for any number of threads${why}`, { timeout: patience }, () => {
  test("1, 2, 3 and 8", () => {
    const one = create("native", { ...process.env, LOOKBACK_THREADS: "1" });
    const bits = jobs.map((each) => each.run(one));
    for (const threads of ["2", "3", "8"]) {
      const backend = create("native", { ...process.env, LOOKBACK_THREADS: threads });
      const different = jobs.flatMap((each, i) => {
        const off = difference(bits[i], each.run(backend), 0);
        return off === null ? [] : [`${each.title} with ${threads} threads: ${off}`];
      });
      expect(different).toEqual([]);
    }
    create("native");
  });
});

test("a row's result does not depend on the rows beside it", () => {
  const backend = native ? create("native") : create("wasm");
  const [rows, columns, inner] = [70, 33, 3000];
  const a = Array.from({ length: rows * inner }, (_, i) => Math.sin(i));
  const b = Array.from({ length: columns * inner }, (_, i) => Math.cos(i));
  const product = (from: number, count: number): number[] => {
    const given = {
      a: a.slice(from * inner, (from + count) * inner),
      b,
      bias: null,
      c: { result: count * columns },
      rows: count,
      columns,
      inner,
      transposeA: false,
      transposeB: false,
    };
    return [...(run(backend, "matmul", given).get("c") ?? [])];
  };
  expect(product(65, 5)).toEqual(product(0, rows).slice(65 * columns));
});
