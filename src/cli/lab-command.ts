import { Command, InvalidArgumentError, Option } from "commander";
import { gradientExperiment, type GradientsOptions } from "../jobs/lab/gradients.ts";
import { memoryExperiment, taskNames, type MemoryCallbacks, type MemoryOptions } from "../jobs/lab/memory.ts";
import { memoryModels } from "../jobs/lab/memory-model.ts";
import { gradientsData, gradientsSummary, saveGradients } from "../jobs/lab/save-gradients.ts";
import { memoryData, memorySummary, saveMemory } from "../jobs/lab/save-memory.ts";
import { list, integer } from "./arguments.ts";
import { onOutput } from "./colours.ts";
import { startKernels } from "./kernels.ts";
import { gradientsProgress, memoryProgress } from "./lab-progress.ts";
import { gradientsText, memoryText } from "./lab-text.ts";
import { forceOption, outFolderOption } from "./output-options.ts";
import { withRunFolder, type RunFolder, type RunFolderFlags } from "./run-folder.ts";
import type { CommandResult } from "./command-result.ts";
import { interruptible } from "./signals.ts";
import { visible } from "./visible.ts";
import { helpText } from "./help-text.ts";

interface Output extends Omit<RunFolderFlags, "resume"> {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const gradientsHelp = `
The loss depends on the last state alone. Each line is the mean of |d loss/d h| over a batch, k
steps before the end, for a recurrent kernel whose eigenvalues all have the spectral radius as their
modulus; in cells with gates this holds for the kernel of every gate.
It writes gradients.csv, gradients.json and report.html.`;

const memoryHelp = `
Tasks:
  adding             add two marked numbers at the end of the sequence (Hochreiter & Schmidhuber
                     1997; --form modern: the form used since 2015)
  copy               repeat ten symbols after a run of blanks (Arjovsky et al. 2016)
  temporal-order     classify the order of two symbols among noise (experiment 6a of 1997)
  sequential-digits  classify 8 x 8 images of digits, read pixel by pixel from your own file:
                     --data optdigits.tra

Models: ${memoryModels.join(", ")}.
All networks and gaps use the same settings. A run ends when 2,000 sequences in a row are right, or
at its maximum number of sequences. It writes memory.json, runs.csv and report.html.

Ctrl-C stops the experiment and saves the runs that are complete.`;

export function labCommand(commandResult: CommandResult): Command {
  const lab = new Command("lab").description(
    "Experiments that show what recurrent networks can and cannot do, each with a report.",
  );
  for (const command of [gradientsCommand(commandResult), memoryCommand(commandResult)]) {
    lab.addCommand(command.exitOverride());
  }
  return lab;
}

function gradientsCommand(commandResult: CommandResult): Command {
  return withOutput(
    new Command("gradients")
      .summary("how gradients vanish and explode backward through time")
      .description("Measures the norm of the loss's gradient with respect to the state k steps before the end.")
      .option("--units <n>", "size of the state (default: 32)", integer(1))
      .option("--steps <n>", "steps through time (default: 200)", integer(2))
      .option(
        "--spectral-radius <numbers>",
        "of the recurrent kernel, with commas between (default: 0.5,0.9,1,1.1,1.5)",
        numbers,
      )
      .option("--seed <n>", "of weights and inputs (default: 0)", integer(0)),
    "gradients",
  )
    .addHelpText("after", helpText(gradientsHelp))
    .action(({ out, force, json = false, quiet = false, ...options }: GradientsOptions & Output) =>
      withRunFolder(commandResult, { out, force }, { name: "lab-gradients" }, (folder) =>
        interruptible(commandResult, async ({ signal, save }) => {
          save();
          const result = await gradientExperiment(options, quiet ? {} : gradientsProgress(process.stderr), signal);
          folder.begin();
          const files = await saveGradients(result, folder.path);
          folder.done();
          if (json) process.stdout.write(`${JSON.stringify(gradientsSummary(result, folder.path))}\n`);
          else say(gradientsText(gradientsData(result)), folder, files);
          return result;
        }),
      ),
    );
}

function memoryCommand(commandResult: CommandResult): Command {
  return withOutput(
    new Command("memory")
      .summary("over how many steps networks remember, on the classic tasks")
      .description("Trains networks on a classic test of memory at growing gaps, beside the published results.")
      .addOption(new Option("--task <name>", "what to remember (default: adding)").choices([...taskNames]))
      .addOption(new Option("--form <name>", "of the adding problem (default: 1997)").choices(["1997", "modern"]))
      .option("--gaps <numbers>", "steps to be bridged, with commas between (default: 50,100,200,400)", numbers)
      .option("--models <names>", "networks to train, with commas between (default: all)", list)
      .option("--seeds <n>", "runs of each network at each gap (default: 3)", integer(1))
      .option("--sequences <n>", "most sequences a run is shown, in rounds of 2,000 (default: the task's)", integer(1))
      .option("--units <n>", "size of the state (default: 32)", integer(1))
      .option("--data <file>", "images for sequential-digits: a CSV of 64 grey values and a digit in each line"),
    "memory",
  )
    .addHelpText("after", helpText(memoryHelp))
    .action(({ out, force, json = false, quiet = false, ...options }: MemoryOptions & Output) =>
      withRunFolder(commandResult, { out, force }, { name: "lab-memory" }, (folder) =>
        interruptible(commandResult, async ({ signal, save }) => {
          startKernels();
          const callbacks = quiet ? {} : memoryProgress(process.stderr);
          const onPlan: MemoryCallbacks["onPlan"] = (plan) => {
            callbacks.onPlan?.(plan);
            save();
          };
          const result = await memoryExperiment(options, { ...callbacks, onPlan }, signal);
          folder.begin();
          const files = await saveMemory(result, folder.path);
          folder.done();
          if (json) process.stdout.write(`${JSON.stringify(memorySummary(result, folder.path))}\n`);
          else say(memoryText(memoryData(result)), folder, files);
          return result;
        }),
      ),
    );
}

function withOutput(command: Command, name: string): Command {
  return command
    .addOption(outFolderOption(`lab-${name}`))
    .addOption(forceOption())
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no progress");
}

function say(text: string, { path }: RunFolder, files: readonly string[]): void {
  process.stdout.write(`${text}\n\nsaved in ${onOutput.bold(visible(path))}: ${files.join(", ")}\n`);
}

/** Numbers between commas; an option that is given again adds to them. */
function numbers(text: string, before: readonly number[] = []): readonly number[] {
  const values = list(text).map(Number);
  if (!values.every(Number.isFinite))
    throw new InvalidArgumentError("It is one or more numbers with commas between them.");
  return [...before, ...values];
}
