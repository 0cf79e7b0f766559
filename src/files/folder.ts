import { readFile } from "node:fs/promises";
import { checkOptions } from "../tensor/options.ts";
import type { Model } from "../models/model.ts";
import type { TrainerState } from "../training/trainer-state.ts";
import { removeStaged, writeFileAtomic } from "./atomic.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import { loadNames, type LoadOptions } from "./saved-custom.ts";
import { decodeTrainingState, encodeTrainingState } from "./training-state.ts";
import { readFromFolder, writeFolder } from "./whole-folder.ts";

/**
 * Saves a model into a folder, which is made if need be: model.json says what it is made of, weights.safetensors holds
 * its values. A process that is killed meanwhile leaves the model that was there, or the new one.
 */
export async function saveModel(model: Model, folder: string): Promise<void> {
  await writeFolder(folder, { ...encodeModel(model) });
}

/**
 * The model that was saved into a folder; it predicts the same bits. Layers and models of one's own are made again by
 * the functions given:
 *
 *   const model = await loadModel("runs/mine", { custom: { smooth: (options) => smooth(optionsSchema.parse(options)) }
 *   });
 */
export async function loadModel(folder: string, options: LoadOptions = {}): Promise<Model> {
  checkOptions("loadModel", options, loadNames);
  const json = await readPart(folder, "model.json");
  const weights = await readPart(folder, "weights.safetensors");
  return decodeModel({ "model.json": json, "weights.safetensors": weights }, folder, options);
}

/** Saves a trainer's state into a file, to resume from. */
export async function saveTrainingState(state: TrainerState, path: string): Promise<void> {
  const bytes = encodeTrainingState(state);
  await removeStaged(path);
  await writeFileAtomic(path, bytes);
}

export async function loadTrainingState(path: string): Promise<TrainerState> {
  return decodeTrainingState(await readFile(path), path);
}

async function readPart(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFromFolder(folder, name);
  } catch (error) {
    throw new Error(`${folder} holds no saved model: cannot read ${name}`, { cause: error });
  }
}
