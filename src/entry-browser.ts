/** `import … from "lookback"` in browsers: fetches the WebAssembly kernels, then the library. */
import { startBrowser } from "./kernels/start-browser.ts";

await startBrowser();

export * from "./index.ts";
