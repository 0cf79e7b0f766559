interface Row {
  readonly model: string;
  readonly bestEpoch: number | null;
  readonly epochs: number;
}

/** Says which models were still improving when their epochs were over. */
export function unfinished(rows: readonly Row[]): string[] {
  const improving = rows
    .filter(({ bestEpoch, epochs }) => epochs > 1 && bestEpoch === epochs)
    .map(({ model }) => model);
  if (improving.length === 0) return [];
  return [`The last epoch was the best of ${improving.join(", ")}: more epochs (--epochs) may do better.`];
}
