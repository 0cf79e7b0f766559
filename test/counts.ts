import type { Reporter, TestCase, TestModule } from "vitest/node";

/** The kinds of proof that are counted after a run; a test counts for the first kind that fits. */
const kinds: readonly (readonly [kind: string, fits: (file: string, name: string) => boolean])[] = [
  ["mutation", (file) => file.endsWith("/mutation.test.ts")],
  ["golden", (file) => file.includes("/test/golden/")],
  ["conformance", (file) => file.includes("/test/conformance/")],
  ["property", (file) => file.includes("/test/properties/")],
  ["gradient", (_, name) => /gradient|central difference/i.test(name)],
  ["learning", (file) => file.includes("/test/learning/")],
  ["end-to-end", (file) => file.includes("/test/end-to-end/")],
  ["other", () => true],
];

/** How many tests of each kind passed, of how many that ran. */
export function countsOf(tests: readonly { file: string; name: string; passed: boolean }[]): string {
  const kindOf = ({ file, name }: { file: string; name: string }): string =>
    kinds.find(([, fits]) => fits(file, name))?.[0] ?? "other";
  return kinds
    .map(([kind]) => ({ kind, own: tests.filter((test) => kindOf(test) === kind) }))
    .filter(({ own }) => own.length > 0)
    .map(({ kind, own }) => {
      const passed = own.filter((test) => test.passed).length;
      return `${kind} ${passed === own.length ? passed : `${passed} of ${own.length}`}`;
    })
    .join(", ");
}

/** Says after a run how many tests of each kind passed. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => told(module, test)));
    const ran = tests.flatMap((test) => test ?? []);
    console.log(`\n passed: ${countsOf(ran)}`);
  }
}

/** A test that ran; null when it was skipped. */
function told(module: TestModule, test: TestCase): { file: string; name: string; passed: boolean } | null {
  const { state } = test.result();
  if (state !== "passed" && state !== "failed") return null;
  return { file: module.moduleId.replaceAll("\\", "/"), name: test.fullName, passed: state === "passed" };
}
