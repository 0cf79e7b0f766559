/** Numbers for an array argument, or how many a result has; plain values for the others. */
export type Given = Readonly<Record<string, number | boolean | null | readonly number[] | { readonly result: number }>>;

export interface Case {
  readonly title: string;
  readonly given: Given;
  /** Largest allowed difference, relative to the largest magnitude in the array; default 2e-6. */
  readonly tolerance?: number;
}

/** Distinct numbers in (−scale, scale), without any pattern that could hide an exchange of rows or columns. */
export function numbers(length: number, seed: number, scale = 1): number[] {
  let state = seed * 2654435761 + 12345;
  return Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return Math.fround(((state >>> 0) / 2 ** 32 - 0.5) * 2 * scale);
  });
}
