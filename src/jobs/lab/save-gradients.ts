import { mkdir } from "node:fs/promises";
import { writeFolder } from "../../files/whole-folder.ts";
import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { GradientsData } from "../../report/lab/gradients-data.ts";
import { typed } from "../forecast/command-line.ts";
import { clipNorm } from "./clipping.ts";
import type { GradientsResult } from "./gradients.ts";

/** An experiment with gradients in numbers: gradients.json, and what `lookback lab gradients --json` prints. */
export interface GradientsSummary {
  readonly schema: 2;
  readonly experiment: "gradients";
  readonly units: number;
  readonly steps: number;
  readonly batch: number;
  readonly seed: number;
  readonly radii: readonly number[];
  readonly curves: GradientsData["curves"];
  readonly clipNorm: number;
  readonly clipping: GradientsData["clipping"];
  readonly interrupted: boolean;
  readonly notes: readonly string[];
  readonly out: string;
}

export function gradientsSummary(result: GradientsResult, out: string): GradientsSummary {
  const { settings, radii, curves, clipping, interrupted } = result;
  const { units, steps, batch, seed } = settings;
  return {
    schema: 2,
    experiment: "gradients",
    units,
    steps,
    batch,
    seed,
    radii,
    curves,
    clipNorm,
    clipping,
    interrupted,
    notes: notesOf(result),
    out,
  };
}

/**
 * Writes gradients.json, gradients.csv and report.html into a folder, which is made if need be. Returns the names of
 * the files.
 */
export async function saveGradients(result: GradientsResult, folder: string): Promise<readonly string[]> {
  const { gradientsReport } = await import("../../report/lab/gradients-report.ts");
  const files = {
    "gradients.json": `${JSON.stringify(gradientsSummary(result, folder), null, 2)}\n`,
    "gradients.csv": gradientsCsv(result),
    "report.html": gradientsReport(gradientsData(result)),
  };
  await mkdir(folder, { recursive: true });
  await writeFolder(folder, files);
  return Object.keys(files);
}

/** What the report of an experiment with gradients shows. */
export function gradientsData(result: GradientsResult, createdAt: Date = new Date()): GradientsData {
  const { options, settings, curves, clipping, interrupted } = result;
  const { units, steps, batch, seed } = settings;
  return {
    title: "Gradients through time",
    createdAt: createdAt.toISOString(),
    commandLine: typed("lookback lab gradients", undefined, { ...options }),
    kernels: "reference, in float64",
    threads: backendInUse().threads,
    interrupted,
    seed,
    units,
    steps,
    batch,
    curves,
    clipNorm,
    clipping,
    notes: notesOf(result),
  };
}

/** One line for each cell, radius and distance: cell, radius, k, hidden, cell state; empty where there is no number. */
function gradientsCsv({ curves }: GradientsResult): string {
  const lines = curves.flatMap(({ cell, radius, hidden, cellState }) =>
    hidden.map((norm, k) => [cell, radius, k, norm ?? "", cellState?.[k] ?? ""].join(",")),
  );
  return `${["cell,radius,k,hidden,cell_state", ...lines].join("\n")}\n`;
}

function notesOf({ settings: { units, batch, features }, interrupted }: GradientsResult): string[] {
  return [
    `Each cell has ${units} units and reads ${features} standard normal numbers a step through a Glorot-uniform ` +
      `kernel; norms are means over ${batch} sequences. The loss of a sequence is v · h at its end, with a random ` +
      "vector v of length 1, so every curve of h starts at 1.",
    "The recurrent kernel is a random orthogonal matrix times the radius: all its eigenvalues lie on the circle " +
      "with that radius, exactly. In cells with gates every gate's block [units, units] is such a matrix of its own; " +
      "the gates' input kernels and biases are not scaled.",
    "Biases are 0, but 1 for the LSTM's forget gate, as Keras starts it. Where gates are called open, the bias of " +
      "the LSTM's forget gate, or of the GRU's update gate, is ln steps: the cell then keeps about a share of 1 − " +
      "1/steps in each step.",
    "The gradient with respect to h of an LSTM also runs along its cell state; gradients.csv has the norm for the " +
      "cell state itself too, which is 0 at k = 0, where the loss reads h alone.",
    "All of it is computed in float64; float32 ends at about 10⁻³⁸ and 10³⁸.",
    ...(interrupted ? ["This experiment was interrupted: curves after that are missing."] : []),
  ];
}
