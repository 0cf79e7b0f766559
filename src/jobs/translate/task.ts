import { bleu } from "../../scoring/bleu.ts";
import type { ValidationResult, SequenceTask } from "../sequences/task.ts";
import type { FullOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { translator } from "./translator.ts";

/** Greedy translations of the validation sentences; the score is their BLEU. */
export interface Translated extends ValidationResult {
  readonly lines: readonly string[];
  /** How BLEU was computed. */
  readonly signature: string;
}

/** Learning to translate, evaluated by the BLEU of greedy translations. */
export function translationTask(
  { train, validation, vocabulary }: Prepared,
  options: FullOptions,
): SequenceTask<Translated> {
  const { sources, targets } = validation;
  return {
    train: train.dataset,
    validation: validation.dataset,
    evaluate(model) {
      const translate = translator(model, vocabulary);
      return async () => {
        const lines = (await translate(sources, { beam: 1 })).map((found) => found.at(0)?.text ?? "");
        const { score, signature } = bleu(lines, targets, { lowercase: options.lowercase });
        return { lines, score, signature };
      };
    },
    sample({ lines }, turn) {
      const i = (turn * 7) % sources.length;
      return { source: sources[i], output: lines[i] };
    },
  };
}
