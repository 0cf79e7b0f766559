// Saves models whose numbers are all the same, 1, 2, 3, …, into one folder, and writes a dot for each. node
// saving-child.mjs FOLDER
import { dense, sequential } from "../../dist/entry-node.js";
import { saveModel } from "../../dist/files/folder.js";

for (let number = 1; ; number++) {
  const first = { name: "constant", value: number };
  // Sizes differ, so that files of two models do not fit each other.
  const units = 20 + (number % 50);
  const layer = dense({ units, kernelInitializer: first, biasInitializer: first });
  await saveModel(sequential([layer], { input: [100] }), process.argv[2]);
  process.stdout.write(".");
}
