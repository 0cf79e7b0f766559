import pc from "picocolors";
import type { TranslationCallbacks } from "../jobs/translate/train.ts";
import { showNumber, showSeconds } from "../report/format.ts";

export interface TranslationProgress {
  readonly callbacks: TranslationCallbacks;
  /** Ends a line that is still being drawn. */
  stop(): void;
}

/** Seconds between two lines where there is no terminal. */
const quietSeconds = 30;

/** Shows translators in training: a line that is drawn over on a terminal, one every half minute elsewhere, nothing when quiet. */
export function translationProgress(stream: NodeJS.WriteStream, quiet: boolean): TranslationProgress {
  if (quiet) return { callbacks: {}, stop: () => undefined };
  let drawn = false;
  let last = performance.now();
  const clear = (): void => {
    if (drawn) stream.write("\r\u001b[K");
    drawn = false;
  };
  const say = (line: string): void => {
    clear();
    stream.write(`${line}\n`);
  };
  const callbacks: TranslationCallbacks = {
    onDiagnosis(lines) {
      for (const line of lines) say(line);
    },
    onRungBegin({ rung, index, rungs, parameters, updates }) {
      say(
        `${pc.bold(`[${index + 1}/${rungs}] ${rung}`)}: ${showNumber(parameters, 0)} parameters, at most ${showNumber(updates, 0)} updates`,
      );
      last = performance.now();
    },
    onStep({ update, updates, loss, learningRate, tokensPerSecond, secondsLeft }) {
      const now = performance.now();
      if (now - last < (stream.isTTY ? 200 : 1000 * quietSeconds)) return;
      last = now;
      const line =
        `update ${showNumber(update, 0)}/${showNumber(updates, 0)}, loss ${showNumber(loss, 3)}, rate ${learningRate.toExponential(1)}, ` +
        `${showNumber(tokensPerSecond, 0)} tokens/s, at most ${showSeconds(secondsLeft)} left`;
      if (!stream.isTTY) return say(line);
      stream.write(`\r\u001b[K${line}`);
      drawn = true;
    },
    onValidation({ update, pass, loss, validationLoss, perplexity, bleu, improved, sample }) {
      say(
        `update ${showNumber(update, 0)}, pass ${showNumber(pass, 1)}: loss ${showNumber(loss, 3)}, validation ${showNumber(validationLoss, 3)}, ` +
          `perplexity ${showNumber(perplexity, 2)}, BLEU ${showNumber(bleu, 2)}${improved ? ", best so far" : ""}`,
      );
      if (sample !== undefined) say(pc.dim(`  ${sample.source}\n  → ${sample.translation}`));
    },
    onRungEnd({ rung, validation, seconds }) {
      say(
        `${pc.bold(rung)}: BLEU ${showNumber(validation.bleu, 2)}, perplexity ${showNumber(validation.perplexity, 2)}, ${showSeconds(seconds)}`,
      );
    },
  };
  return { callbacks, stop: clear };
}
