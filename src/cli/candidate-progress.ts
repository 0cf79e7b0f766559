import { SingleBar } from "cli-progress";
import { missing, showNumber, showSeconds } from "../report/drawing/format.ts";

/** A model that is about to run. */
export interface CandidateBegin {
  readonly model: string;
  /** Its number among the models of this run, from 0. */
  readonly index: number;
  readonly models: number;
  /** At most; 0 for a baseline. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

export interface CandidateStep {
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
}

export interface CandidateEpoch {
  readonly epoch: number;
  readonly loss: number;
  /** The value of the validation metric, as text. */
  readonly value: string;
  readonly seconds: number;
  /** Whether this is the best epoch so far. */
  readonly improved: boolean;
}

/** Shows models in training. */
export interface CandidateProgress {
  readonly begin: (begin: CandidateBegin) => void;
  readonly step: (step: CandidateStep) => void;
  readonly epoch: (epoch: CandidateEpoch) => void;
  /** Ends a bar that is still drawn. */
  readonly stop: () => void;
}

/**
 * Bars on a terminal, one line for each epoch elsewhere. `metric` is the name of the validation metric: "validation
 * MAE".
 */
export function candidateProgress(stream: NodeJS.WriteStream, metric: string): CandidateProgress {
  let current: (CandidateBegin & { readonly began: number; steps: number; value: string }) | undefined;
  let bar: SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    begin(begin) {
      current = { ...begin, began: performance.now(), steps: 0, value: missing };
      if (begin.epochs === 0 || !stream.isTTY) return;
      bar = new SingleBar({
        stream,
        format:
          `${label(begin)} {bar} epoch {epoch}/${begin.epochs} step {step}/${begin.stepsPerEpoch}  ` +
          `loss {loss}  ${metric} {value}  ETA {left}`,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 20,
        noTTYOutput: false,
      });
      const unknown = { epoch: 1, step: 0, loss: missing, value: missing, left: missing };
      bar.start(begin.epochs * begin.stepsPerEpoch, 0, unknown);
    },
    step({ epoch, step, steps, loss }) {
      if (current === undefined) return;
      current.steps = epoch * steps + step + 1;
      bar?.update(current.steps, {
        epoch: epoch + 1,
        step: step + 1,
        loss: showNumber(loss, 4),
        value: current.value,
        left: showSeconds(secondsLeft(current)),
      });
    },
    epoch({ epoch, loss, value, seconds, improved }) {
      if (current === undefined) return;
      current.value = value;
      if (bar !== undefined) return;
      const mark = improved ? ", best so far" : "";
      stream.write(
        `${label(current)} epoch ${epoch + 1}/${current.epochs}, ${current.stepsPerEpoch} steps, loss ` +
          `${showNumber(loss, 4)}, ${metric} ${value}${mark}, ${showSeconds(seconds)}, at most ` +
          `${showSeconds(secondsLeft(current))} left\n`,
      );
    },
    stop,
  };
}

function label({ model, index, models }: CandidateBegin): string {
  return `[${index + 1}/${models}] ${model}`;
}

/** At the pace so far, if no epoch is saved by stopping early. */
function secondsLeft(current: CandidateBegin & { readonly began: number; readonly steps: number }): number | null {
  if (current.steps === 0) return null;
  const passed = (performance.now() - current.began) / 1000;
  return passed * ((current.epochs * current.stepsPerEpoch) / current.steps - 1);
}
