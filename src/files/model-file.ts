import { checkOptions } from "../tensor/options.ts";
import { z } from "zod";
import type { ModelSpec } from "../models/model-spec.ts";
import type { Model } from "../models/model.ts";
import { within } from "../models/within.ts";
import { parseJson, problemsOf } from "./json.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";
import { withinWeights, type WeightsHeld } from "./saved-bounds.ts";
import { loadNames, withCustom, type LoadOptions } from "./saved-custom.ts";
import { savedModel } from "./saved-models.ts";
import { checkedWork } from "./work-bounds.ts";

/** The files of a saved model by their names, to be kept together. */
export interface ModelFiles {
  /** What the model is made of. */
  readonly "model.json": Uint8Array;
  /** Its values. */
  readonly "weights.safetensors": Uint8Array;
}

const modelSchema = z.strictObject({
  format: z.literal("lookback-model"),
  version: z.literal(1),
  /** CRC-32 of weights.safetensors: the two files of a folder must be of one model. */
  checksum: z.int().nonnegative(),
  model: savedModel,
});

const checksumSchema = z.looseObject({ checksum: modelSchema.shape.checksum });

/** A file of a later format than this program's. */
const newerSchema = z.looseObject({ format: z.literal("lookback-model"), version: z.int().min(2) });

/**
 * A model as two files. Runs anywhere; node.ts can write them to a folder. Throws a RangeError for an option that is
 * not finite.
 */
export function encodeModel(model: Model): ModelFiles {
  const tensors = new Map(model.weights.map(({ name, shape, value }) => [name, { shape, values: value.toArray() }]));
  const weights = encodeSafetensors(tensors, { format: "lookback" });
  checkFinite(model.spec, "model");
  const json: Omit<z.input<typeof modelSchema>, "model"> & { readonly model: ModelSpec } = {
    format: "lookback-model",
    version: 1,
    checksum: crc32(weights),
    model: model.spec,
  };
  return {
    "model.json": new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    "weights.safetensors": weights,
  };
}

/** JSON has no infinity, and would hold null in its place. */
function checkFinite(value: unknown, path: string): void {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${path} is ${value}, which a saved model cannot hold; help: give a finite number`);
  if (typeof value === "object" && value !== null)
    for (const [name, part] of Object.entries(value)) checkFinite(part, `${path}.${name}`);
}

/** The model that two files hold. Errors begin with `folder`, the name of where they came from, and name the file. */
export function decodeModel(files: ModelFiles, folder: string, options: LoadOptions = {}): Model {
  checkOptions("decodeModel", options, loadNames);
  const file = `${folder}/model.json`;
  const json = parseJson(files["model.json"], file);
  const newer = newerSchema.safeParse(json);
  if (newer.success) {
    throw new Error(
      `${file} is of version ${newer.data.version} of the format, this program reads version 1; help: use the ` +
        "Lookback that saved it, or a newer one",
    );
  }
  const weights = files["weights.safetensors"];
  const sum = checksumSchema.safeParse(json);
  if (sum.success && crc32(weights) !== sum.data.checksum) {
    throw new Error(
      `${folder}: weights.safetensors is not the one that model.json was saved with; help: save the model again, ` +
        "or restore both files from one copy",
    );
  }
  const { tensors } = decodeSafetensors(weights, `${folder}/weights.safetensors`);
  const parsed = withCustom(options, () => withinWeights(heldBy(tensors), () => modelSchema.safeParse(json)));
  if (!parsed.success) throw new Error(`${file} is not a Lookback model: ${problemsOf(parsed.error)}`);
  return checkedWork(
    within(file, () => parsed.data.model(tensors)),
    file,
  );
}

function heldBy(tensors: ReadonlyMap<string, StoredTensor>): WeightsHeld {
  return { tensors: tensors.size, numbers: [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0) };
}

/** The checksum of zip and PNG: reflected polynomial 0xEDB88320. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const crcTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
