/**
 * How often each n-gram occurs, for n from 1 to `order`: one map for each n. Parts of an n-gram are joined by `glue`.
 */
export function ngramCounts(
  parts: readonly string[],
  order: number,
  glue: string,
): readonly ReadonlyMap<string, number>[] {
  return Array.from({ length: order }, (_, i) => {
    const counts = new Map<string, number>();
    for (let at = 0; at + i < parts.length; at++) {
      const ngram = parts.slice(at, at + i + 1).join(glue);
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
    return counts;
  });
}

/** How many n-grams two texts share, each counted as often as it occurs in both. */
export function sharedCount(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [ngram, count] of a) shared += Math.min(count, b.get(ngram) ?? 0);
  return shared;
}

export function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
