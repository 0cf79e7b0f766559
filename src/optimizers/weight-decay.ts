/** A part of all weights that decays. */
export interface DecayedPart {
  readonly offset: number;
  readonly size: number;
}

/**
 * The weight tensors, one after another, whose names no pattern fits. Throws a RangeError for a pattern that fits none.
 */
export function decayedParts(
  optimizer: string,
  excluded: readonly (string | RegExp)[],
  sizes: readonly number[],
  names: readonly string[],
): readonly DecayedPart[] {
  for (const pattern of excluded) {
    if (names.some((name) => fits(name, pattern))) continue;
    throw new RangeError(
      `${optimizer}: excludeFromWeightDecay has ${String(pattern)}, which no weight's name fits; help: the weights ` +
        `are ${names.join(", ")}`,
    );
  }
  let end = 0;
  return sizes.flatMap((size, i) => {
    end += size;
    return excluded.some((pattern) => fits(names[i], pattern)) ? [] : [{ offset: end - size, size }];
  });
}

function fits(name: string, pattern: string | RegExp): boolean {
  return typeof pattern === "string" ? name.includes(pattern) : name.search(pattern) !== -1;
}
