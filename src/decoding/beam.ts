import { checkProbability } from "./advance.ts";
import { lengthPenalty } from "./length-penalty.ts";

/** Tokens in a line, the last one first: hypotheses share what they have in common. */
export interface Path {
  readonly token: number;
  readonly before: Path | null;
  readonly length: number;
  readonly logProbability: number;
}

/** A path with its log-probability over its length penalty. */
export interface Scored {
  readonly path: Path;
  readonly score: number;
}

/** The search of one source. */
export interface Search {
  readonly source: number;
  readonly maxLength: number;
  /** Hypotheses that go on, most probable first, each with a row of the state; null is the empty one. */
  readonly open: readonly (Path | null)[];
  /** The best that have ended, best first. */
  readonly ended: readonly Scored[];
}

/** What one step gave for the k most probable next tokens of every row, most probable first: [rows · k]. */
export interface Candidates {
  readonly k: number;
  readonly tokens: ArrayLike<number>;
  readonly logProbabilities: ArrayLike<number>;
}

export interface Rules {
  readonly end: number | null;
  readonly beam: number;
  readonly alpha: number;
  readonly nBest: number;
  readonly earlyStop: boolean;
}

/** A search after a step, and the row of the state that each open hypothesis comes from. */
interface Grown {
  readonly search: Search;
  readonly rows: readonly number[];
}

/** One step of a search, whose open hypotheses have the rows from `first` on. */
export function grow(search: Search, first: number, candidates: Candidates, rules: Rules): Grown {
  const { ended, maxLength, source } = search;
  const kept = best(search, first, candidates, rules.beam);
  const going = kept.filter(({ path }) => path.token !== rules.end);
  const grown: Search = {
    source,
    maxLength,
    open: going.map(({ path }) => path),
    ended: kept
      .filter(({ path }) => path.token === rules.end)
      .reduce<readonly Scored[]>((list, { path }) => insert(list, scored(path, rules), rules.nBest), ended),
  };
  return { search: grown, rows: going.map(({ row }) => row) };
}

/** Whether more steps are useless. */
export function isDone({ open, ended, maxLength }: Search, { alpha, nBest, earlyStop }: Rules): boolean {
  const [most] = open;
  if (most === undefined) return true;
  if (most === null) return false;
  if (most.length >= maxLength) return true;
  const last = ended.at(nBest - 1);
  // Log-probabilities only fall, and no penalty is larger than that of the maximal length.
  return earlyStop && last !== undefined && most.logProbability / lengthPenalty(maxLength, alpha) <= last.score;
}

/**
 * What a search that is done has found, best first: those that have ended and, in places left, those cut off at the
 * maximal length.
 */
export function bestOf({ open, ended }: Search, rules: Rules): readonly Scored[] {
  const cut = open.flatMap((path) => (path === null ? [] : [scored(path, rules)]));
  return [...ended, ...cut].slice(0, rules.nBest);
}

/** The most probable continuations; among equals those of earlier hypotheses, then of higher rank in their row. */
function best(
  { open, source }: Search,
  first: number,
  { k, tokens, logProbabilities }: Candidates,
  beam: number,
): readonly { readonly path: Path; readonly row: number }[] {
  const next = open.map(() => 0);
  const value = (i: number): number =>
    next[i] < k ? (open[i]?.logProbability ?? 0) + logProbabilities[(first + i) * k + next[i]] : -Infinity;
  const heads = open.map((path, i) => {
    checkProbability(logProbabilities[(first + i) * k], source, path?.length ?? 0);
    return value(i);
  });
  const kept: { path: Path; row: number }[] = [];
  while (kept.length < beam) {
    let winner = 0;
    for (let i = 1; i < heads.length; i++) if (heads[i] > heads[winner]) winner = i;
    const logProbability = heads[winner];
    if (logProbability === -Infinity) break;
    const [before, row] = [open[winner], first + winner];
    const path = { token: tokens[row * k + next[winner]], before, length: (before?.length ?? 0) + 1, logProbability };
    kept.push({ path, row });
    next[winner]++;
    heads[winner] = value(winner);
  }
  return kept;
}

function scored(path: Path, { alpha }: Rules): Scored {
  return { path, score: path.logProbability / lengthPenalty(path.length, alpha) };
}

/** Inserts an entry behind all that are as good, and keeps the best `maximum`. */
function insert(list: readonly Scored[], entry: Scored, maximum: number): readonly Scored[] {
  const index = list.findIndex(({ score }) => score < entry.score);
  return list.toSpliced(index === -1 ? list.length : index, 0, entry).slice(0, maximum);
}
