import { availableParallelism, cpus } from "node:os";
import { Command } from "commander";
import { linear } from "../ops/linear.ts";
import { scope } from "../tensor/memory.ts";
import { tensor } from "../tensor/tensor.ts";
import { startKernels } from "./kernels.ts";
import type { CommandResult } from "./command-result.ts";
import { jsonLine } from "./visible.ts";

export function doctorCommand(commandResult: CommandResult, version: string): Command {
  return new Command("doctor")
    .description("Says which kernels are in use and why, and proves with a small sum that they work.")
    .option("--json", "print the findings as one JSON object")
    .action(({ json = false }: { readonly json?: boolean }) => run(version, json, commandResult));
}

function run(version: string, json: boolean, commandResult: CommandResult): void {
  const { backend, why, threadsBy } = startKernels();
  const proof = prove();
  const peak = backend.measurePeak();
  if (!proof.right) commandResult.exitCode = 1;
  if (json) {
    const findings = {
      schema: 1,
      version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cpu: cpus()[0]?.model ?? null,
      cores: availableParallelism(),
      kernels: backend.name,
      why,
      threads: backend.threads,
      threadsBy,
      simd: backend.simd,
      peakGflopsPerThread: peak,
      proof: proof.right,
    };
    process.stdout.write(jsonLine(findings));
    return;
  }
  const facts: readonly (readonly [string, string])[] = [
    ["lookback", version],
    ["node", `${process.version} on ${process.platform}-${process.arch}`],
    ["machine", `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores`],
    ["kernels", `${backend.name}: ${why}`],
    ["threads", `${backend.threads}, ${threadsBy}`],
    ["SIMD", backend.simd],
    ["peak", peak === null ? "not measured" : `${peak.toFixed(1)} GFLOP/s on one thread, measured`],
    ["proof", proof.text],
  ];
  process.stdout.write(`${facts.map(([name, value]) => `${name.padEnd(9)} ${value}`).join("\n")}\n`);
}

/**
 * A product of small matrices by the kernels, beside the same by plain arithmetic: integers, so both must be
 * equal.
 */
function prove(): { readonly right: boolean; readonly text: string } {
  const [rows, inner, columns] = [17, 19, 23];
  const a = Array.from({ length: rows * inner }, (_, i) => (i % 7) - 3);
  const b = Array.from({ length: inner * columns }, (_, i) => (i % 5) - 2);
  const kernel = scope(() =>
    linear(tensor(a.slice(), [rows, inner]), tensor(b.slice(), [inner, columns]), null).toArray(),
  );
  let [wrong, sum] = [0, 0];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let expected = 0;
      for (let k = 0; k < inner; k++) expected += a[r * inner + k] * b[k * columns + c];
      sum += kernel[r * columns + c];
      if (kernel[r * columns + c] !== expected) wrong++;
    }
  }
  const product = `[${rows}, ${inner}]·[${inner}, ${columns}]`;
  return wrong === 0
    ? { right: true, text: `${product} sums to ${sum}, as it does by plain arithmetic` }
    : {
        right: false,
        text:
          `${product}: ${wrong} of ${rows * columns} numbers are WRONG; help: npm run build, ` +
          `or LOOKBACK_KERNELS=wasm`,
      };
}
