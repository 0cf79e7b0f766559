import { checkOptions } from "../tensor/options.ts";
import { padSequences } from "../data/text/pad-sequences.ts";
import type { Model } from "../models/model.ts";
import { scope } from "../tensor/memory.ts";
import { showShape } from "../tensor/shape.ts";
import { intTensor, tensor, type Tensor } from "../tensor/tensor.ts";
import { readExplained, type ExplainedOutput } from "./explained-output.ts";

export interface LeaveOneOutOptions {
  /** What is explained. */
  readonly of: ExplainedOutput;
  /** Inputs that are tried at once. Default: 128. */
  readonly batchSize?: number;
}

/**
 * How much each token adds to a model's output, seen by leaving it out: f(all tokens) − f(all but this one),
 * [tokens.length]. The others close ranks and are padded in front, to `length` where the model reads lists of one
 * length. Unlike integrated gradients the values need not add up to anything: of two words that say the same, neither
 * is missed.
 */
export function leaveOutTokens(
  model: Model,
  tokens: ArrayLike<number>,
  options: LeaveOneOutOptions & { readonly length?: number },
): Float64Array {
  checkOptions("leaveOutTokens", options, { of: true, batchSize: true, length: true });
  const all = Array.from(tokens);
  const length = options.length ?? Math.max(1, all.length);
  const row = (part: number | null): number[] => (part === null ? all : all.toSpliced(part, 1));
  return differences(all.length, options, (parts) => {
    const { values, shape } = padSequences(parts.map(row), { maxlen: length });
    return options.of(model.call(intTensor(values, shape)));
  });
}

/**
 * How much each part of an input of floats adds to a model's output: f(x) − f(x with that part as in the baseline), one
 * number per part. x [1, ...input]; a part is the indices of its elements in x, counted row by row; the baseline has as
 * many elements as x.
 */
export function leaveOutParts(
  model: Model,
  x: Tensor,
  parts: readonly ArrayLike<number>[],
  options: LeaveOneOutOptions & { readonly baseline: ArrayLike<number> },
): Float64Array {
  checkOptions("leaveOutParts", options, { of: true, batchSize: true, baseline: true });
  const { baseline, of } = options;
  const original = Float64Array.from(x.toArray());
  if (x.shape[0] !== 1 || baseline.length !== original.length) {
    throw new TypeError(
      `leaveOutParts reads one example, [1, ...], and a baseline of as many values, got ${showShape(x.shape)} and ` +
        `${baseline.length} elements`,
    );
  }
  return differences(parts.length, options, (chosen) => {
    const rows = new Float64Array(chosen.length * original.length);
    chosen.forEach((part, row) => {
      rows.set(original, row * original.length);
      if (part === null) return;
      for (const index of Array.from(parts[part])) rows[row * original.length + index] = baseline[index];
    });
    return of(model.call(tensor(rows, [chosen.length, ...x.shape.slice(1)])));
  });
}

/** f of everything less f without each part; `run` gets part numbers, null for everything. */
function differences(
  count: number,
  { batchSize = 128 }: LeaveOneOutOptions,
  run: (parts: readonly (number | null)[]) => Tensor,
): Float64Array {
  const parts = [null, ...Array.from({ length: count }, (_, part) => part)];
  const outputs = new Float64Array(parts.length);
  for (let begin = 0; begin < parts.length; begin += batchSize) {
    const chosen = parts.slice(begin, begin + batchSize);
    outputs.set(
      scope(() => readExplained("leave one out", run(chosen), chosen.length)),
      begin,
    );
  }
  return outputs.subarray(1).map((without) => outputs[0] - without);
}
