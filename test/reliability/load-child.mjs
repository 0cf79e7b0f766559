// Loads a model, and says what came of it, in how long and with how much more memory. node load-child.mjs FOLDER
import { loadModel } from "../../dist/node.js";

const before = process.memoryUsage().rss;
const began = performance.now();
const message = await loadModel(process.argv[2]).then(
  () => "loaded",
  (error) => error.message,
);
const milliseconds = performance.now() - began;
process.stdout.write(JSON.stringify({ message, milliseconds, bytes: process.resourceUsage().maxRSS * 1024 - before }));
