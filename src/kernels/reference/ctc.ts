import type { Floats, ReferenceKernels } from "./types.ts";

/** Sums of all paths of one example, as Graves et al. 2006, section 4.1, has them, but in logarithms. */
export const ctc: ReferenceKernels["ctc"] = (args) => {
  const { logits, labels, labelLengths, inputLengths, weights, value, gradient } = args;
  const { batch, time, classes, labelTime, blank } = args;
  let total = 0;
  for (let example = 0; example < batch; example++) {
    const start = example * time * classes;
    const steps = inputLengths[example];
    const own = labels.subarray(example * labelTime, example * labelTime + labelLengths[example]);
    const path = [blank, ...Array.from(own).flatMap((label) => [label, blank])];
    const logs = logSoftmax(logits.subarray(start, start + steps * classes), classes);
    const forward = pathsTo(path, logs);
    const backward = pathsFrom(path, logs);
    const logLikelihood = logSum(forward[steps - 1].slice(-2));
    const share = (weights?.[example] ?? 1) / batch;
    total -= share * logLikelihood;
    if (gradient === null) continue;
    gradient.fill(0, start, start + time * classes);
    logs.forEach((row, t) => {
      row.forEach((log, k) => {
        const through = path.flatMap((label, s) => (label === k ? [forward[t][s] + backward[t][s] - log] : []));
        gradient[start + t * classes + k] = share * (Math.exp(log) - Math.exp(logSum(through) - logLikelihood));
      });
    });
  }
  value[0] = total;
};

function logSoftmax(x: Floats, classes: number): number[][] {
  return Array.from({ length: x.length / classes }, (_, t) => {
    const row = Array.from(x.subarray(t * classes, (t + 1) * classes));
    const norm = logSum(row);
    return row.map((each) => each - norm);
  });
}

function logSum(logs: readonly number[]): number {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (most === -Infinity) return most;
  return most + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - most), 0));
}

/** Whether state s of a path may be entered from s − 2: over a blank, between labels that differ. */
function skips(path: readonly number[], s: number): boolean {
  return s % 2 === 1 && s > 1 && path[s] !== path[s - 2];
}

/** [t][s]: the logarithm of the sum of all ways from the beginning to state s at step t. */
function pathsTo(path: readonly number[], logs: readonly (readonly number[])[]): number[][] {
  const forward: number[][] = [];
  logs.forEach((row, t) => {
    forward.push(
      path.map((label, s) => {
        if (t === 0) return s < 2 ? row[label] : -Infinity;
        const from = [s, ...(s > 0 ? [s - 1] : []), ...(skips(path, s) ? [s - 2] : [])];
        return row[label] + logSum(from.map((each) => forward[t - 1][each]));
      }),
    );
  });
  return forward;
}

/**
 * [t][s]: the logarithm of the sum of all ways from state s at step t, that step included, to the end: the same read
 * from its end.
 */
function pathsFrom(path: readonly number[], logs: readonly (readonly number[])[]): number[][] {
  return pathsTo(path.toReversed(), logs.toReversed())
    .toReversed()
    .map((row) => row.toReversed());
}
