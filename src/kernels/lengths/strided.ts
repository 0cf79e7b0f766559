import type { Storage } from "../backend.ts";
import { mostAxes, needs, needsInt32, needsSome, type Call, type Rules } from "./rule.ts";

const mostAxesText = `at most ${mostAxes}`;

interface Places {
  readonly lengths: Storage;
  readonly strides: Storage;
  readonly axes: number;
  readonly offset: number;
}

/** How many elements there are in y, and how many x must have for the last of them. */
function reach(
  { lengths, strides, axes, offset }: Places,
  call: Call,
): { readonly count: number; readonly end: number } {
  needsSome(call, "axes", axes);
  needs(call, axes <= mostAxes, "axes", mostAxesText, axes);
  needs(call, lengths.length === axes, "lengths", "one for each axis", lengths.length);
  needs(call, strides.length === axes, "strides", "one for each axis", strides.length);
  const [along, apart] = [call.ints(lengths), call.ints(strides)];
  let count = 1;
  let last = offset;
  for (let axis = 0; axis < axes; axis++) {
    needs(call, along[axis] >= 0, "lengths", "from 0 on", along[axis]);
    needs(call, apart[axis] >= 0, "strides", "from 0 on", apart[axis]);
    count *= along[axis];
    last += (along[axis] - 1) * apart[axis];
  }
  if (count === 0) return { count, end: 0 };
  needsInt32(call, "offset + Σ (length − 1) · stride", last);
  return { count, end: last + 1 };
}

export const stridedRules = {
  stridedCopy(args, call) {
    const { count, end } = reach(args, call);
    return { x: end, y: count, lengths: args.axes, strides: args.axes };
  },
  stridedAdd(args, call) {
    const { count, end } = reach(args, call);
    needsSome(call, "the number of elements of dy", count);
    needs(call, end <= args.size, "size", "the number of elements that the strides reach, or more", args.size);
    return { dy: count, dx: args.size, lengths: args.axes, strides: args.axes };
  },
} satisfies Partial<Rules>;
