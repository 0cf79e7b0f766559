import { anyTag, deepest, type Leaf, type Phrase, type Tree } from "./tree.ts";

/** What had to be mended in a sequence of tokens to make a tree of it, how often. */
export interface Repairs {
  /** Phrases that were opened and never closed. */
  unclosed: number;
  /** Closings of what was not open, and of the root before its end. */
  extraClosings: number;
  /** Phrases closed under another label. */
  mismatched: number;
  /** Phrases without a word in them, which are left out. */
  emptyPhrases: number;
  /** Tokens for words that are not there. */
  extraWords: number;
  /** Words for which there was no token. */
  missingWords: number;
  /**
   * Tokens that are neither brackets nor parts of speech, or open phrases deeper than any sentence has; they are
   * ignored.
   */
  strange: number;
  /** 1 where a word stood outside of all phrases, before the first. */
  rootless: number;
}

/** So that readTrees reads it again, with a word's bracket inside and a root without a label outside. */
const deepestPhrase = deepest - 2;

interface Draft {
  readonly label: string;
  readonly children: (Draft | Leaf)[];
}

/**
 * Builds a tree over exactly the given words from steps that may be wrong; see `treeFromTokens` for how they are
 * mended.
 */
export interface TreeBuilder {
  readonly open: (label: string) => void;
  readonly close: (label: string) => void;
  readonly word: (tag: string) => void;
  readonly ignore: () => void;
  readonly finish: () => { readonly tree: Phrase; readonly repairs: Readonly<Repairs> };
}

export function treeBuilder(words: readonly string[], tags: readonly string[] | null, rootLabel: string): TreeBuilder {
  const repairs: Repairs = {
    unclosed: 0,
    extraClosings: 0,
    mismatched: 0,
    emptyPhrases: 0,
    extraWords: 0,
    missingWords: 0,
    strange: 0,
    rootless: 0,
  };
  /** The root first; it stays here to the end, so that there is one tree. */
  const path: Draft[] = [];
  let [placed, ended] = [0, false];

  const add = (label: string): void => {
    const draft = { label, children: [] };
    path.at(-1)?.children.push(draft);
    path.push(draft);
  };
  /** Something follows the end of the root: that end came too early. */
  const goOn = (): void => {
    if (ended) repairs.extraClosings++;
    ended = false;
  };
  const place = (tag: string): void => {
    if (path.length === 0) add(rootLabel);
    path[path.length - 1].children.push({ tag: tags?.[placed] ?? tag, word: words[placed] });
    placed++;
  };
  const filled = ({ label, children }: Draft): Phrase => ({
    label,
    children: children.flatMap((child): readonly Tree[] => {
      if ("word" in child) return [child];
      const phrase = filled(child);
      if (phrase.children.length > 0) return [phrase];
      repairs.emptyPhrases++;
      return [];
    }),
  });

  return {
    open(label) {
      if (path.length === deepestPhrase) {
        repairs.strange++;
        return;
      }
      goOn();
      add(label);
    },
    close(label) {
      const at = path.findLastIndex((draft) => draft.label === label);
      if (ended || (at < 0 && path.length < 2)) repairs.extraClosings++;
      else if (at < 0) {
        repairs.mismatched++;
        path.pop();
      } else {
        repairs.unclosed += path.length - 1 - at;
        path.length = Math.max(1, at);
        ended = at === 0;
      }
    },
    word(tag) {
      if (placed === words.length) {
        repairs.extraWords++;
        return;
      }
      goOn();
      if (path.length === 0) repairs.rootless = 1;
      place(tag);
    },
    ignore() {
      repairs.strange++;
    },
    finish() {
      if (!ended) repairs.unclosed += path.length - repairs.rootless;
      repairs.missingWords = words.length - placed;
      while (placed < words.length) place(anyTag);
      return { tree: filled(path[0]), repairs };
    },
  };
}
