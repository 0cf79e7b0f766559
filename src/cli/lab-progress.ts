import { SingleBar } from "cli-progress";
import type { GradientsCallbacks } from "../jobs/lab/gradients.ts";
import type { MemoryCallbacks } from "../jobs/lab/memory.ts";
import type { RunOptions } from "../jobs/lab/memory-run.ts";
import { missing, showNumber, showSeconds } from "../report/drawing/format.ts";
import { onError } from "./colours.ts";

/** One line for each curve. */
export function gradientsProgress(stream: NodeJS.WriteStream): GradientsCallbacks {
  return {
    onCurve({ title, radius, slope, logRadius }, index, curves) {
      stream.write(
        `[${index + 1}/${curves}] ${title}, radius ${radius}: slope ${showNumber(slope, 4)}, ln radius ` +
          `${showNumber(logRadius, 4)}\n`,
      );
    },
  };
}

/** A bar for each run on a terminal, a line for each round elsewhere, and one for each run that ends. */
export function memoryProgress(stream: NodeJS.WriteStream): MemoryCallbacks {
  const say = (line: string): void => void stream.write(`${line}\n`);
  let bar: SingleBar | undefined;
  let label = "";
  let budget = 0;
  return {
    onPlan({ task, gaps, models, seeds, units, budget: most }) {
      say(
        `${task.title}: gaps ${gaps.join(", ")}; ${models.join(", ")} of ${units} units; ${seeds} runs each, at ` +
          `most ${showNumber(most, 0)} sequences`,
      );
    },
    onRunBegin(run: RunOptions, index, runs) {
      label = `[${index + 1}/${runs}] ${run.model} gap ${run.gap} seed ${run.seed}`;
      budget = run.budget;
      if (!stream.isTTY) return;
      bar = new SingleBar({
        stream,
        format: `${label} {bar} {sequences}  loss {loss}  right {right}`,
        hideCursor: true,
        clearOnComplete: true,
        barsize: 20,
      });
      bar.start(budget, 0, { sequences: "0", loss: missing, right: missing });
    },
    onRound({ sequences, loss, right }) {
      const shown = {
        sequences: showNumber(sequences, 0),
        loss: loss.toPrecision(3),
        right: `${showNumber(100 * right, 2)} %`,
      };
      if (bar === undefined) {
        say(`${label}: ${shown.sequences} sequences, loss ${shown.loss}, ${shown.right} right`);
      } else bar.update(sequences, shown);
    },
    onRunEnd({ solved, sequences, wrong, tested, seconds }) {
      bar?.stop();
      bar = undefined;
      say(
        `${onError.bold(label)}: ${solved ? "solved" : "not solved"} after ${showNumber(sequences, 0)} sequences, ` +
          `${wrong} of ${tested} wrong in test, ${showSeconds(seconds)}`,
      );
    },
  };
}
