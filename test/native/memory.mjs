// How much memory kernels take beside their tensors, in megabytes: at its highest and after the call.  node memory.mjs
// gradient|column
import { readFileSync, writeFileSync } from "node:fs";
import { startNode } from "../../dist/kernels/start-node.js";

const { backend } = startNode();
const { kernels } = backend;
const [rows, columns, inner] = process.argv[2] === "column" ? [2 ** 24, 1, 1] : [256, 4096, 4096];
const [a, b, c] = [rows * inner, inner * columns, rows * columns].map((length) => {
  const storage = backend.allocate("float32", length);
  backend.write(storage, new Float32Array(length).fill(1));
  return storage;
});
const megabytes = (what) =>
  Number(new RegExp(`${what}:\\s*(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
globalThis.gc?.();
// The highest is counted from here on.
writeFileSync("/proc/self/clear_refs", "5");
const before = megabytes("VmRSS");
// The gradient of a product: its parts' sums lie beside each other.
kernels.matmul({ a, b, bias: null, c, rows, columns, inner, transposeA: true, transposeB: false });
const [peak, after] = [megabytes("VmHWM"), megabytes("VmRSS")];
const right = backend.read(c).every((value) => value === inner);
console.log(JSON.stringify({ right, peak: peak - before, after: after - before }));
