/**
 * Steps that come out of a window of `reach` steps moved over `time` steps: ⌊(time − reach) / stride⌋ + 1 with valid padding, else
 * ⌈time / stride⌉. Null when time is any length.
 */
export function outputSteps(
  layer: string,
  time: number | null,
  reach: number,
  stride: number,
  padding: "valid" | "same" | "causal",
): number | null {
  if (time === null) return null;
  if (padding !== "valid") return Math.ceil(time / stride);
  if (time < reach)
    throw new TypeError(
      `${layer} looks at ${reach} steps at a time, but its input has only ${time}; help: use padding "same" or a smaller window`,
    );
  return Math.floor((time - reach) / stride) + 1;
}
