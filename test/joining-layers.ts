import type { JointSpec } from "../src/layers/layer.ts";
import { concatenate } from "../src/ops/concatenate.ts";
import { scale } from "../src/ops/scale.ts";

/** Any number of inputs side by side; the mask of the first that has one. */
export function sideBySide(): JointSpec<"sideBySide", Record<string, never>> {
  return {
    kind: "sideBySide",
    options: {},
    join(inputs) {
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
export function bothSigns(): JointSpec<"bothSigns", Record<string, never>> {
  return {
    kind: "bothSigns",
    options: {},
    join: ([input]) => ({
      outputs: [input, input],
      call: ([{ value, mask }]) => [
        { value, mask },
        { value: scale(value, -1), mask },
      ],
    }),
  };
}
