import type { JobCallbacks } from "../jobs/sequences/train-job.ts";
import { showNumber, showSeconds } from "../report/drawing/format.ts";
import { onError } from "./colours.ts";
import { visible } from "./visible.ts";

export interface SequenceProgress {
  readonly callbacks: JobCallbacks;
  /** Ends a line that is still being drawn. */
  stop(): void;
}

/** Seconds between two lines where there is no terminal. */
const quietSeconds = 30;

/** The metric that models are chosen by. */
export interface ShownScore {
  readonly score: string;
  readonly decimals: number;
}

/**
 * Shows models of sequences in training: a line that is drawn over on a terminal, one every half minute elsewhere,
 * nothing when quiet.
 */
export function sequenceProgress(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  { score: name, decimals }: ShownScore,
): SequenceProgress {
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
  const callbacks: JobCallbacks = {
    onDiagnosis(lines) {
      for (const line of lines) say(visible(line));
    },
    onModelBegin({ model, index, models, parameters, updates }) {
      say(
        `${onError.bold(`[${index + 1}/${models}] ${model}`)}: ${showNumber(parameters, 0)} parameters, ` +
          `at most ${showNumber(updates, 0)} updates`,
      );
      last = performance.now();
    },
    onStep({ update, updates, loss, learningRate, tokensPerSecond, secondsLeft }) {
      const now = performance.now();
      if (now - last < (stream.isTTY ? 200 : 1000 * quietSeconds)) return;
      last = now;
      const line =
        `update ${showNumber(update, 0)}/${showNumber(updates, 0)}, loss ${showNumber(loss, 3)}, rate ` +
        `${learningRate.toExponential(1)}, ` +
        `${showNumber(tokensPerSecond, 0)} tokens/s, at most ${showSeconds(secondsLeft)} left`;
      if (!stream.isTTY) return say(line);
      stream.write(`\r\u001b[K${line}`);
      drawn = true;
    },
    onValidation({ update, pass, loss, validationLoss, perplexity, score, improved, sample }) {
      say(
        `update ${showNumber(update, 0)}, pass ${showNumber(pass, 1)}: loss ${showNumber(loss, 3)}, validation ` +
          `${showNumber(validationLoss, 3)}, ` +
          `perplexity ${showNumber(perplexity, 2)}, ${name} ` +
          `${showNumber(score, decimals)}${improved ? ", best so far" : ""}`,
      );
      say(onError.dim(`  ${visible(sample.source)}\n  → ${visible(sample.output)}`));
    },
    onModelEnd({ model, score, perplexity, seconds }) {
      say(
        `${onError.bold(model)}: ${name} ${showNumber(score, decimals)}, perplexity ${showNumber(perplexity, 2)}, ` +
          showSeconds(seconds),
      );
    },
    onTest: (model, sentences) => say(`testing ${model} on ${sentences} sentences`),
  };
  return { callbacks, stop: clear };
}
