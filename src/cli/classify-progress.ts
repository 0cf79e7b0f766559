import type { ClassifyCallbacks } from "../jobs/classify/classify.ts";
import { showNumber, showSeconds } from "../report/drawing/format.ts";
import { downloadLines } from "./download-lines.ts";
import { candidateProgress } from "./candidate-progress.ts";
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
  const models = candidateProgress(stream, "validation accuracy");
  const callbacks: ClassifyCallbacks = {
    onDownload: downloadLines(say, "the film reviews of IMDb"),
    onPrepared({ diagnosis }) {
      for (const line of diagnosis) say(visible(line));
    },
    onModelBegin: models.begin,
    onStep: models.step,
    onEpoch: ({ validationAccuracy, ...epoch }) => models.epoch({ ...epoch, value: percent(validationAccuracy) }),
    onModelEnd({ model, validation, test, seconds, parameters }) {
      models.stop();
      const time = parameters === 0 ? "" : `, ${showSeconds(seconds)}`;
      say(
        `${onError.bold(model)}: accuracy ${percent(validation.accuracy)} in validation, ${percent(test.accuracy)} ` +
          `in test${time}`,
      );
    },
    onRefit: (model) => say(`${model} is fitted again, with the validation texts`),
  };
  return { callbacks, stop: models.stop };
}

function percent(accuracy: number): string {
  return `${showNumber(100 * accuracy, 2)} %`;
}
