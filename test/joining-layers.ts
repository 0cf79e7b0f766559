import type { MultiInputLayerSpec } from "../src/layers/layer.ts";
import { concatenate } from "../src/ops/concatenate.ts";
import { scale } from "../src/ops/scale.ts";

/** Any number of inputs side by side; the mask of the first that has one. */
export function sideBySide(): MultiInputLayerSpec<"sideBySide", Record<string, never>> {
  return {
    kind: "sideBySide",
    options: {},
    buildMultiInput(inputs) {
      const widths = inputs.map((shape) => {
        const last = shape.at(-1);
        if (typeof last !== "number") throw new TypeError("sideBySide reads inputs of known width");
        return last;
      });
      const output = [...inputs[0].slice(0, -1), widths.reduce((sum, width) => sum + width, 0)];
      return {
        outputs: [output],
        call: (xs) => [
          {
            value: concatenate(xs.map(({ value }) => value)),
            mask: xs.find(({ mask }) => mask !== null)?.mask ?? null,
          },
        ],
      };
    },
  };
}

/** One input, two outputs: x and −x. */
export function bothSigns(): MultiInputLayerSpec<"bothSigns", Record<string, never>> {
  return {
    kind: "bothSigns",
    options: {},
    buildMultiInput: ([input]) => ({
      outputs: [input, input],
      call: ([{ value, mask }]) => [
        { value, mask },
        { value: scale(value, -1), mask },
      ],
    }),
  };
}
