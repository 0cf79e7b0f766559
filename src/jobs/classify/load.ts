import type { Progress } from "../download/fetch-file.ts";
import { readImdb } from "./imdb.ts";
import type { LabelledTexts } from "./labelled-texts.ts";
import { matchTest, type MatchedTest } from "./match-test.ts";
import type { ClassifyOptions } from "./options.ts";
import { readTexts } from "./read-texts.ts";

export interface LoadHooks {
  /** How far the download of the film reviews has come. */
  onDownload?(progress: Progress): void;
  /** What is in the source and odd in it, in words. */
  onDiagnosis?(lines: readonly string[]): void;
}

/** Texts to learn from, and the test texts where they come from elsewhere. */
export interface Loaded {
  readonly texts: LabelledTexts;
  readonly test: MatchedTest | null;
  /** Where the test texts are from; null where they are cut off those to learn from. */
  readonly testSource: string | null;
  readonly columns: { readonly text: string; readonly label: string } | null;
}

/** Reads the training and test texts. Throws a DataError where they cannot be used. */
export async function load(options: ClassifyOptions, hooks: LoadHooks, signal?: AbortSignal): Promise<Loaded> {
  const columns = {
    ...(options.text === undefined ? {} : { text: options.text }),
    ...(options.label === undefined ? {} : { label: options.label }),
  };
  if (options.source === "imdb") {
    const { texts, test } = await readImdb({
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) => hooks.onDownload?.(progress),
    });
    return { texts, test: matchTest(test, texts.classes), testSource: test.source, columns: null };
  }
  const read = await readTexts(options.source, columns, true);
  const test = options.test === undefined ? read.test : await readTest(options.test, read.columns ?? columns);
  return {
    texts: read.texts,
    test: test === null ? null : matchTest(test, read.texts.classes),
    testSource: test?.source ?? null,
    columns: read.columns,
  };
}

/** Test texts have the columns of those to learn from. */
async function readTest(source: string, columns: Parameters<typeof readTexts>[1]): Promise<LabelledTexts> {
  const { texts, test } = await readTexts(source, columns, false);
  return test ?? texts;
}
