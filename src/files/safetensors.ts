import { z } from "zod";
import type { TypedArray } from "../kernels/backend.ts";
import { showShape, size, type Shape } from "../tensor/shape.ts";

/** A tensor in a file. */
export interface StoredTensor<Values = TypedArray> {
  readonly shape: Shape;
  readonly values: Values;
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts about the whole file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The dtypes we read and write, by the format's names. */
const dtypes = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U16: Uint16Array } as const;
type StoredDType = keyof typeof dtypes;

/** Where other programs say that headers must end. */
const longestHeader = 100_000_000;

const tensorEntry = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(tensorEntry);

/**
 * The bytes of a safetensors file: the length of the header in eight bytes, the header in JSON padded with spaces to a
 * multiple of eight, and the values, all little-endian. Tensors come in the order of the map. Format:
 * https://huggingface.co/docs/safetensors, "Format".
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor<TypedArray | Uint16Array>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    if (name === "__metadata__")
      throw new RangeError("a tensor cannot be called __metadata__: safetensors keeps that name for itself");
    if (size(shape) !== values.length)
      throw new RangeError(`tensor ${name} has ${values.length} values, but shape ${showShape(shape)}`);
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let offset = 8 + headerLength;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** Reads a safetensors file of float32, float64 and int32 tensors. Errors begin with `file`, its name. */
export function decodeSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const { tensors, metadata } = decodeAll(bytes, file);
  const numbers = new Map<string, StoredTensor>();
  for (const [name, { shape, values }] of tensors) {
    if (values instanceof Uint16Array) throw notRead(file, name, "U16");
    numbers.set(name, { shape, values });
  }
  return { tensors: numbers, metadata };
}

/**
 * Reads lists of integers from a safetensors file: int32, or uint16 as tokens are kept in. Errors begin with
 * `file`.
 */
export function decodeIntegers(bytes: Uint8Array, file: string): ReadonlyMap<string, Int32Array | Uint16Array> {
  const lists = new Map<string, Int32Array | Uint16Array>();
  for (const [name, { values }] of decodeAll(bytes, file).tensors) {
    if (values instanceof Float32Array || values instanceof Float64Array)
      throw new Error(`${file}: tensor ${name} is of floats, but integers are expected`);
    lists.set(name, values);
  }
  return lists;
}

function decodeAll(
  bytes: Uint8Array,
  file: string,
): {
  readonly tensors: ReadonlyMap<string, StoredTensor<TypedArray | Uint16Array>>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const wrong = (what: string): Error => new Error(`${file}: ${what}; help: is it a whole safetensors file?`);
  if (bytes.length < 8) throw wrong(`has ${bytes.length} bytes, too few for a safetensors header`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > longestHeader || 8 + headerLength > bytes.length) {
    throw wrong(`says that its header has ${headerLength} bytes, but the file has ${bytes.length}`);
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + headerLength), wrong);
  const data = bytes.subarray(8 + headerLength);
  const sorted = Object.entries(entries).toSorted(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  const tensors = new Map<string, StoredTensor<TypedArray | Uint16Array>>();
  let expected = 0;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [start, end],
    },
  ] of sorted) {
    if (!isStoredDType(dtype)) throw notRead(file, name, dtype);
    const length = size(shape) * dtypes[dtype].BYTES_PER_ELEMENT;
    if (start !== expected || end - start !== length || end > data.length) {
      throw wrong(
        `tensor ${name} of ${dtype} ${showShape(shape)} should take bytes ${expected} to ${expected + length} of ` +
          `${data.length}, but says ${start} to ${end}`,
      );
    }
    // Copied, so that values are aligned whatever the header's length; not by slice, which in a Node Buffer is no
    // copy.
    tensors.set(name, { shape, values: new dtypes[dtype](new Uint8Array(data.subarray(start, end)).buffer) });
    expected = end;
  }
  if (expected !== data.length) throw wrong(`has ${data.length - expected} bytes after its last tensor`);
  return { tensors, metadata };
}

function notRead(file: string, name: string, dtype: string): Error {
  return new Error(
    `${file}: tensor ${name} is of type ${dtype}; help: Lookback reads F32, F64 and I32, so convert it first`,
  );
}

function parseHeader(bytes: Uint8Array, wrong: (what: string) => Error): z.infer<typeof headerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw wrong("has a header that is not JSON");
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw wrong(`has a header that does not describe tensors: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function dtypeOf(values: TypedArray | Uint16Array): StoredDType {
  if (values instanceof Float32Array) return "F32";
  if (values instanceof Uint16Array) return "U16";
  return values instanceof Float64Array ? "F64" : "I32";
}

function isStoredDType(dtype: string): dtype is StoredDType {
  return Object.hasOwn(dtypes, dtype);
}
