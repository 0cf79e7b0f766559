import { assert, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

const tensors = new Map<string, StoredTensor>([
  ["layers.0.kernel", { shape: [2, 3], values: new Float32Array([1, -2.5, 3e-40, Infinity, NaN, 0]) }],
  ["ids", { shape: [3], values: new Int32Array([-1, 0, 2 ** 31 - 1]) }],
  ["exact", { shape: [], values: new Float64Array([0.1]) }],
  ["none", { shape: [0, 4], values: new Float32Array(0) }],
]);

/** A file from a header and data, as another program might write it. */
function file(header: string, data: number[] = []): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

test("what is encoded is decoded, bit for bit", () => {
  const decoded = decodeSafetensors(encodeSafetensors(tensors, { made: "here" }), "a.safetensors");
  expect(decoded.metadata).toEqual({ made: "here" });
  expect([...decoded.tensors.keys()].toSorted()).toEqual([...tensors.keys()].toSorted());
  for (const [name, tensor] of tensors) expect(decoded.tensors.get(name)).toEqual(tensor);
});

test("the bytes are those of the format", () => {
  const bytes = encodeSafetensors(new Map([["a", { shape: [1], values: new Float32Array([1]) }]]));
  const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(Array.from(bytes.subarray(0, 8))).toEqual([56, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(8, 64))).toBe(header.padEnd(56));
  expect(Array.from(bytes.subarray(64))).toEqual([0, 0, 128, 63]);
});

test("files of other programs: any header length, any order, bytes in the middle of a buffer", () => {
  const header =
    '{"b":{"dtype":"I32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const bytes = file(header, [0, 0, 128, 63, 7, 0, 0, 0]);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const decoded = decodeSafetensors(shifted.subarray(3), "b.safetensors");
  expect(decoded.tensors.get("a")).toEqual({ shape: [1], values: new Float32Array([1]) });
  expect(decoded.tensors.get("b")).toEqual({ shape: [1], values: new Int32Array([7]) });
  expect(decodeSafetensors(Buffer.from(bytes), "b.safetensors")).toEqual(decoded);
  expect(decodeSafetensors(file("{}"), "c").tensors.size).toBe(0);
});

test.each([
  [
    "too short",
    new Uint8Array(5),
    "x: has 5 bytes, too few for a safetensors header; help: is it a whole safetensors file?",
  ],
  [
    "a header longer than the file",
    file("{}").subarray(0, 9),
    "x: says that its header has 2 bytes, but the file has 9",
  ],
  ["no JSON", file("{nonsense"), "x: has a header that is not JSON"],
  ["no tensors", file('{"a":{"dtype":"F32"}}'), "x: has a header that does not describe tensors"],
  ["a negative length", file('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}'), "does not describe tensors"],
  [
    "another type",
    file('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', [0, 0]),
    "x: tensor a is of type BF16; help: Lookback reads F32, F64 and I32, so convert it first",
  ],
  [
    "a shape that does not fit",
    file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
    "x: tensor a of F32 [2] should take bytes 0 to 8 of 4, but says 0 to 4",
  ],
  [
    "tensors that overlap",
    file(
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      [0, 0, 0, 0],
    ),
    "x: tensor b of F32 [1] should take bytes 4 to 8 of 4, but says 0 to 4",
  ],
  [
    "data cut off",
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [0, 0]),
    "should take bytes 0 to 4 of 2",
  ],
  ["bytes left over", file("{}", [1, 2]), "x: has 2 bytes after its last tensor"],
])("%s is refused", (_, bytes, message) => {
  expect(() => decodeSafetensors(bytes, "x")).toThrow(message);
});

test("a file cut off anywhere is refused, and a changed header never crashes in another way", () => {
  const whole = encodeSafetensors(tensors, { made: "here" });
  for (let length = 0; length < whole.length; length++)
    expect(() => decodeSafetensors(whole.subarray(0, length), "x")).toThrow(/^x: /);
  const messages: string[] = [];
  assert(
    property(nat(whole.length - 1), nat(255), (position, value) => {
      const changed = Uint8Array.from(whole);
      changed[position] = value;
      try {
        decodeSafetensors(changed, "x");
      } catch (error) {
        messages.push(String(error));
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(messages.length).toBeGreaterThan(100);
  for (const message of messages) expect(message).toMatch(/^Error: x: /);
});

test("what cannot be written is refused", () => {
  const values = new Float32Array(3);
  expect(() => encodeSafetensors(new Map([["a", { shape: [2], values }]]))).toThrow(
    "tensor a has 3 values, but shape [2]",
  );
  expect(() => encodeSafetensors(new Map([["__metadata__", { shape: [3], values }]]))).toThrow(
    "a tensor cannot be called __metadata__",
  );
});
