/*
 * Event files of TensorBoard: records (TensorFlow, record_writer.h) of Event messages (event.proto, summary.proto) in
 * protocol buffers' wire format.
 */

/** A number under a tag, such as "loss", at a step of the training. */
export interface ScalarEvent {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The record that an event file begins with. */
export function firstRecord(time: number): Uint8Array {
  return recordOf(concatenated([doubleField(1, time), bytesField(3, utf8("brain.Event:2"))]));
}

export function scalarRecord({ tag, step, value, time }: ScalarEvent): Uint8Array {
  const summaryValue = concatenated([bytesField(1, utf8(tag)), floatField(2, value)]);
  return recordOf(
    concatenated([doubleField(1, time), varintField(2, step), bytesField(5, bytesField(1, summaryValue))]),
  );
}

/** [length, 8 bytes][masked CRC of it][data][masked CRC of them], little-endian. */
function recordOf(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return record;
}

/** CRC-32C, turned and moved, so that the checksum of data with checksums in it is of use. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Castagnoli's checksum: reflected polynomial 0x82F63B78. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Wire types of protocol buffers. */
const wire = { varint: 0, eightBytes: 1, bytes: 2, fourBytes: 5 } as const;

function keyOf(field: number, type: (typeof wire)[keyof typeof wire]): Uint8Array {
  return varint(field * 8 + type);
}

/** Seven bits a byte, the lowest first; the highest bit says that there is more. Integers from 0 to 2⁵³ − 1. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

function varintField(field: number, value: number): Uint8Array {
  return concatenated([keyOf(field, wire.varint), varint(value)]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return concatenated([keyOf(field, wire.bytes), varint(bytes.length), bytes]);
}

function doubleField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return concatenated([keyOf(field, wire.eightBytes), bytes]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenated([keyOf(field, wire.fourBytes), bytes]);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
