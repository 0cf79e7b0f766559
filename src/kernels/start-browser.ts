import type { Backend } from "./backend.ts";
import { use } from "./current.ts";
import { createWasm } from "./wasm.ts";

/** Fetches, compiles and uses the WebAssembly kernels. Default address: beside this file, as bundlers resolve it. */
export async function startBrowser(address: URL = new URL("./lookback.wasm", import.meta.url)): Promise<Backend> {
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`the WebAssembly kernels cannot be fetched: ${address.href} answered ${response.status}`);
  const backend = createWasm(await WebAssembly.compile(await response.arrayBuffer()));
  use(backend);
  return backend;
}
