import type { ClassifyCallbacks } from "../jobs/classify/classify.ts";
import { showNumber, showSeconds } from "../report/drawing/format.ts";
import { downloadLines } from "./download-lines.ts";
import { rungProgress } from "./rung-progress.ts";
import { onError } from "./colours.ts";
import { visible } from "./visible.ts";

export interface ClassifyProgress {
  readonly callbacks: ClassifyCallbacks;
  /** Ends a bar that is still drawn. */
  stop(): void;
}

/** Shows a classification in the making: bars on a terminal, one line for each epoch elsewhere, nothing when quiet. */
export function classifyProgress(stream: NodeJS.WriteStream, quiet: boolean): ClassifyProgress {
  if (quiet) return { callbacks: {}, stop: () => undefined };
  const say = (line: string): void => void stream.write(`${line}\n`);
  const rungs = rungProgress(stream, "validation accuracy");
  const callbacks: ClassifyCallbacks = {
    onDownload: downloadLines(say, "the film reviews of IMDb"),
    onPrepared({ diagnosis }) {
      for (const line of diagnosis) say(visible(line));
    },
    onRungBegin: rungs.begin,
    onStep: rungs.step,
    onEpoch: ({ validationAccuracy, ...epoch }) => rungs.epoch({ ...epoch, figure: percent(validationAccuracy) }),
    onRungEnd({ rung, validation, test, seconds, parameters }) {
      rungs.stop();
      const time = parameters === 0 ? "" : `, ${showSeconds(seconds)}`;
      say(
        `${onError.bold(rung)}: accuracy ${percent(validation.accuracy)} in validation, ${percent(test.accuracy)} in test${time}`,
      );
    },
  };
  return { callbacks, stop: rungs.stop };
}

function percent(accuracy: number): string {
  return `${showNumber(100 * accuracy, 2)} %`;
}
