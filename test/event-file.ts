/** A number that an event file of TensorBoard has. */
export interface ReadScalar {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  readonly time: number;
}

export interface EventFile {
  readonly version: string;
  readonly scalars: readonly ReadScalar[];
}

/** Reads an event file from its definition, checksums and all, not with the writer's functions. */
export function readEventFile(bytes: Uint8Array): EventFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scalars: ReadScalar[] = [];
  let version = "";
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    const data = bytes.subarray(at + 12, at + 12 + length);
    for (const [part, told] of [
      [bytes.subarray(at, at + 8), view.getUint32(at + 8, true)],
      [data, view.getUint32(at + 12 + length, true)],
    ] as const) {
      if (masked(part) !== BigInt(told)) throw new Error(`wrong checksum in the record at ${at}`);
    }
    const event = fieldsOf(data);
    const time = numberOf(event.get(1));
    const told = event.get(3);
    if (told !== undefined) version = new TextDecoder().decode(bytesOf(told));
    const summary = event.get(5);
    if (summary !== undefined) {
      const value = fieldsOf(bytesOf(fieldsOf(bytesOf(summary)).get(1)));
      scalars.push({
        tag: new TextDecoder().decode(bytesOf(value.get(1))),
        value: numberOf(value.get(2)),
        step: numberOf(event.get(2)),
        time,
      });
    }
    at += length + 16;
  }
  return { version, scalars };
}

/** The checksum bit by bit, in big numbers: (crc >> 15 | crc << 17) + 0xa282ead8 of CRC-32C. */
function masked(bytes: Uint8Array): bigint {
  const all = 0xffffffffn;
  let crc = all;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1n) === 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= all;
  return (((crc >> 15n) | ((crc << 17n) & all)) + 0xa282ead8n) & all;
}

type Field = number | Uint8Array;

/** The fields of a message by their numbers; of repeated ones the last. */
function fieldsOf(data: Uint8Array): Map<number, Field> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const fields = new Map<number, Field>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = data[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < data.length) {
    const key = varint();
    const number = key >>> 3;
    if ((key & 7) === 0) fields.set(number, varint());
    else if ((key & 7) === 1) {
      fields.set(number, view.getFloat64(at, true));
      at += 8;
    } else if ((key & 7) === 5) {
      fields.set(number, view.getFloat32(at, true));
      at += 4;
    } else {
      const length = varint();
      fields.set(number, data.subarray(at, at + length));
      at += length;
    }
  }
  return fields;
}

function numberOf(field: Field | undefined): number {
  return typeof field === "number" ? field : 0;
}

function bytesOf(field: Field | undefined): Uint8Array {
  return field instanceof Uint8Array ? field : new Uint8Array(0);
}
