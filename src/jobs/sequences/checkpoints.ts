import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { bestOf } from "../../files/checkpoint.ts";
import {
  checkpointsIn,
  historyName,
  readAbout,
  readCheckpoint,
  removeCheckpoint,
  removeLeftovers,
  writeCheckpoint,
  type CheckpointPlace,
} from "../../files/checkpoints.ts";
import { parseJson, problemsOf } from "../../files/json.ts";
import { encodeModel } from "../../files/model-file.ts";
import { decodeTrainingState, encodeTrainingState } from "../../files/training-state.ts";
import type { TypedArray } from "../../kernels/backend.ts";
import type { Model } from "../../models/model.ts";
import type { TrainerState } from "../../training/trainer-state.ts";

/** What was seen at a validation. */
const pointSchema = z.strictObject({
  /** Updates done. */
  update: z.int().positive(),
  /** Mean training loss since the validation before. */
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  perplexity: z.number().nullable(),
  /** The validation score; higher is better. */
  score: z.number(),
  /** Of training since the start, without validation. */
  seconds: z.number().nonnegative(),
  /** Target tokens trained on since the start, padding left out. */
  tokens: z.int().nonnegative(),
});

/** Metrics of one validation. */
export type ValidationPoint = z.infer<typeof pointSchema>;

const historySchema = z.strictObject({
  format: z.literal("lookback-training-history"),
  version: z.literal(1),
  points: z.array(pointSchema),
});

/**
 * The checkpoints of one model's training, the newest `keep` of them and the best, each with the metrics of all
 * validations up to it.
 */
export interface CandidateCheckpoints {
  /** Saves model and state with the metrics up to them, and forgets the oldest. */
  save(state: TrainerState, points: readonly ValidationPoint[]): Promise<void>;
  /** The newest state that is whole, with the metrics up to it; null if there is none. */
  newest(): Promise<{ readonly state: TrainerState; readonly points: readonly ValidationPoint[] } | null>;
  /** Weights of the newest checkpoints that are whole, newest first. */
  recent(): Promise<readonly TypedArray[]>;
  /** Weights of the best validation, if its checkpoint is whole. */
  best(): Promise<TypedArray | null>;
  /** What was wrong with checkpoints that had to be passed over, a sentence each. */
  readonly damaged: ReadonlySet<string>;
}

/** Checkpoints of a model in a folder, which is made if need be. Every file is written whole or not at all. */
export async function candidateCheckpoints(model: Model, folder: string, keep: number): Promise<CandidateCheckpoints> {
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const damaged = new Set<string>();

  /** What a checkpoint holds; null, and remembered, where it is damaged. */
  async function heldBy({ path }: CheckpointPlace): Promise<Held | null> {
    try {
      const { contents } = await readCheckpoint(path);
      const state = decodeTrainingState(contents["training.safetensors"], `${path}/training.safetensors`);
      const history = contents[historyName];
      return { state, points: history === undefined ? null : decodeHistory(history, join(path, historyName)) };
    } catch (error) {
      damaged.add(`${reasonOf(error)}; what was before it was used.`);
      return null;
    }
  }

  /**
   * The metrics of all validations as versions before 0.2 wrote them, beside the checkpoints; those that the
   * checkpoints tell of where it is damaged.
   */
  async function olderHistory(places: readonly CheckpointPlace[]): Promise<readonly ValidationPoint[]> {
    const file = join(folder, historyName);
    try {
      return decodeHistory(await readFile(file), file);
    } catch (error) {
      damaged.add(`${reasonOf(error)}; of the validations before, only those with a checkpoint are known.`);
    }
    const abouts = await Promise.all(places.map(async ({ path }) => readAbout(path).catch(() => null)));
    return abouts
      .flatMap((about) => {
        const score = about?.monitor?.value ?? null;
        if (about === null || score === null) return [];
        const unknown = { loss: null, validationLoss: null, perplexity: null, seconds: 0, tokens: 0 };
        return [{ ...unknown, update: about.updates, score }];
      })
      .toSorted((a, b) => a.update - b.update);
  }

  return {
    damaged,
    async save(state, points) {
      const { epoch, step = 0, updates } = state;
      const history: z.input<typeof historySchema> = {
        format: "lookback-training-history",
        version: 1,
        points: [...points],
      };
      const contents = {
        ...encodeModel(model),
        "training.safetensors": encodeTrainingState(state),
        [historyName]: new TextEncoder().encode(`${JSON.stringify(history, null, 2)}\n`),
      };
      const monitor = { name: "score", value: points[points.length - 1].score, better: "higher" as const };
      await writeCheckpoint(folder, contents, { epoch, step, updates, monitor });
      const all = await checkpointsIn(folder);
      const best = await bestOf(all);
      for (const place of all.slice(keep)) if (place.updates !== best?.updates) await removeCheckpoint(folder, place);
    },
    async newest() {
      const places = await checkpointsIn(folder);
      for (const place of places) {
        const held = await heldBy(place);
        if (held === null) continue;
        const points = held.points ?? (await olderHistory(places));
        return { state: held.state, points: points.filter(({ update }) => update <= place.updates) };
      }
      return null;
    },
    async recent() {
      const all: TypedArray[] = [];
      for (const place of (await checkpointsIn(folder)).slice(0, keep)) {
        const held = await heldBy(place);
        if (held !== null) all.push(held.state.weights);
      }
      return all;
    },
    async best() {
      const place = await bestOf(await checkpointsIn(folder));
      return place === null ? null : ((await heldBy(place))?.state.weights ?? null);
    },
  };
}

interface Held {
  readonly state: TrainerState;
  /** Null in checkpoints of before 0.2, which had their history beside them. */
  readonly points: readonly ValidationPoint[] | null;
}

function decodeHistory(bytes: Uint8Array, file: string): readonly ValidationPoint[] {
  const parsed = historySchema.safeParse(parseJson(bytes, file));
  if (!parsed.success) throw new Error(`${file} is not what a history is saved as: ${problemsOf(parsed.error)}`);
  return parsed.data.points;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The mean of weights, number by number, in double precision. */
export function meanOf(all: readonly TypedArray[]): Float64Array {
  const mean = new Float64Array(all[0].length);
  for (const weights of all) for (let i = 0; i < mean.length; i++) mean[i] += weights[i] / all.length;
  return mean;
}
