import type { ForecastCallbacks } from "../jobs/forecast/callbacks.ts";
import { formatTime } from "../data/series/calendar.ts";
import { downloadLines } from "./download-lines.ts";
import { candidateProgress } from "./candidate-progress.ts";
import { decimalsFor, missing, showNumber, showSeconds, showUnit } from "../report/drawing/format.ts";
import { onError } from "./colours.ts";
import { horizonsText } from "./horizons-text.ts";
import { showRows } from "./show-rows.ts";
import { visible } from "./visible.ts";

export interface Progress {
  readonly callbacks: ForecastCallbacks;
  /** Ends a bar that is still drawn. */
  stop(): void;
}

/** Shows a forecast in the making: bars on a terminal, one line for each epoch elsewhere, nothing when quiet. */
export function progressOn(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { callbacks: {}, stop: () => undefined };
  const say = (line: string): void => void stream.write(`${line}\n`);
  let unit = "";
  const models = candidateProgress(stream, "validation MAE");
  const inUnit = (value: number | null): string =>
    value === null || !Number.isFinite(value)
      ? missing
      : `${showNumber(value, Math.max(2, decimalsFor([value], 3)))}${unit === "" ? "" : ` ${showUnit(unit)}`}`;
  const callbacks: ForecastCallbacks = {
    onDownload: downloadLines(say, "the weather file of the lecture"),
    onDiagnosis(lines) {
      for (const line of lines) say(visible(line));
    },
    onData({ simulated, unit: found }) {
      unit = visible(found);
      if (simulated) say(onError.bold("simulated data: a program made these readings up"));
    },
    onPrepared({ table, split, geometry, trainWindows, validationNow, testNow }) {
      const { lookback, every, horizons } = geometry;
      const length = (rows: number): string => showRows(rows, table);
      say(
        `windows: ${length(lookback)} back, one input every ${length(every)}, ${horizonsText(horizons, table)} ahead`,
      );
      const windows = { train: trainWindows, validation: validationNow.length, test: testNow.length };
      for (const name of ["train", "validation", "test"] as const) {
        const { from, to } = split[name];
        say(
          `${name.padEnd(10)} ${formatTime(table.times[from])} to ${formatTime(table.times[to - 1])}, ` +
            `${showNumber(windows[name], 0)} windows`,
        );
      }
    },
    onEstimate(seconds) {
      if (seconds > 0) say(`estimate: at most ${showSeconds(seconds)} for all models; most end sooner`);
    },
    onModelBegin: models.begin,
    onStep: models.step,
    onEpoch: ({ validationMae, ...epoch }) => models.epoch({ ...epoch, value: inUnit(validationMae) }),
    onModelEnd({ model, validation, test, skill, seconds, parameters }) {
      models.stop();
      const time = parameters === 0 ? "" : `, ${showSeconds(seconds)}`;
      const better = skill === null || model === "naive" ? "" : `, skill ${showNumber(100 * skill, 1)} %`;
      say(
        `${onError.bold(model)}: MAE ${inUnit(validation.mae)} in validation, ${inUnit(test.mae)} in ` +
          `test${better}${time}`,
      );
    },
    onRepetition: (label) => say(onError.bold(visible(label))),
    onRefit: (model) => say(`${model} is fitted again to all rows, for the future`),
  };
  return { callbacks, stop: models.stop };
}
