import { SingleBar } from "cli-progress";
import pc from "picocolors";
import type { ForecastCallbacks, RungBegin } from "../jobs/forecast/forecast.ts";
import { formatTime } from "../data/series/calendar.ts";
import { downloadLines } from "./download-lines.ts";
import { decimalsFor, missing, showHours, showNumber, showSeconds, showUnit } from "../report/format.ts";

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
  let current: (RungBegin & { readonly began: number; steps: number; validation: string }) | undefined;
  let bar: SingleBar | undefined;
  const inUnit = (value: number | null): string =>
    value === null || !Number.isFinite(value)
      ? missing
      : `${showNumber(value, Math.max(2, decimalsFor([value], 3)))}${unit === "" ? "" : ` ${showUnit(unit)}`}`;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };

  const callbacks: ForecastCallbacks = {
    onDownload: downloadLines(say),
    onDiagnosis(lines) {
      for (const line of lines) say(line);
    },
    onData({ simulated, unit: found }) {
      unit = found;
      if (simulated) say(pc.bold("simulated data: a program made these readings up"));
    },
    onPrepared({ table, split, geometry, trainWindows, validationNow, testNow }) {
      const { lookback, every, horizons } = geometry;
      const length = (rows: number): string => showHours((rows * table.step) / 3_600_000);
      say(
        `windows: ${length(lookback)} back, one input every ${length(every)}, ${horizons.map(length).join(", ")} ahead`,
      );
      const windows = { train: trainWindows, validation: validationNow.length, test: testNow.length };
      for (const name of ["train", "validation", "test"] as const) {
        const { from, to } = split[name];
        say(
          `${name.padEnd(10)} ${formatTime(table.times[from])} to ${formatTime(table.times[to - 1])}, ${showNumber(windows[name], 0)} windows`,
        );
      }
    },
    onRungBegin(begin) {
      current = { ...begin, began: performance.now(), steps: 0, validation: missing };
      if (begin.epochs === 0 || !stream.isTTY) return;
      bar = new SingleBar({
        stream,
        format: `${label(begin)} {bar} epoch {epoch}/${begin.epochs} step {step}/${begin.stepsPerEpoch}  loss {loss}  val. MAE {validation}  ETA {left}`,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 20,
        noTTYOutput: false,
      });
      bar.start(begin.epochs * begin.stepsPerEpoch, 0, {
        epoch: 1,
        step: 0,
        loss: missing,
        validation: missing,
        left: missing,
      });
    },
    onStep({ epoch, step, steps, loss }) {
      if (current === undefined) return;
      current.steps = epoch * steps + step + 1;
      bar?.update(current.steps, {
        epoch: epoch + 1,
        step: step + 1,
        loss: showNumber(loss, 4),
        validation: current.validation,
        left: showSeconds(secondsLeft(current)),
      });
    },
    onEpoch({ epoch, loss, validationMae, seconds, improved }) {
      if (current === undefined) return;
      current.validation = inUnit(validationMae);
      if (bar !== undefined) return;
      const mark = improved ? ", best so far" : "";
      say(
        `${label(current)} epoch ${epoch + 1}/${current.epochs}, ${current.stepsPerEpoch} steps, loss ${showNumber(loss, 4)}, validation MAE ${current.validation}${mark}, ${showSeconds(seconds)}, at most ${showSeconds(secondsLeft(current))} left`,
      );
    },
    onRungEnd({ rung, validation, test, skill, seconds, parameters }) {
      stop();
      const time = parameters === 0 ? "" : `, ${showSeconds(seconds)}`;
      const better = skill === null || rung === "naive" ? "" : `, skill ${showNumber(100 * skill, 1)} %`;
      say(`${pc.bold(rung)}: MAE ${inUnit(validation.mae)} in validation, ${inUnit(test.mae)} in test${better}${time}`);
    },
  };
  return { callbacks, stop };
}

function label({ rung, index, rungs }: RungBegin): string {
  return `[${index + 1}/${rungs}] ${rung}`;
}

/** At the pace so far, if no epoch is saved by stopping early. */
function secondsLeft(current: RungBegin & { readonly began: number; readonly steps: number }): number | null {
  if (current.steps === 0) return null;
  const passed = (performance.now() - current.began) / 1000;
  return passed * ((current.epochs * current.stepsPerEpoch) / current.steps - 1);
}
