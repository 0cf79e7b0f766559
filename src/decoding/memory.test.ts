import { expect, test } from "vitest";
import { randomTable, tableDecoder, type TableDecoder, type TableState } from "../../test/table-decoder.ts";
import { use } from "../kernels/current.ts";
import { createReference } from "../kernels/reference.ts";
import { randomKey } from "../tensor/random.ts";
import { beamSearch } from "./beam-search.ts";
import type { DecodingStart } from "./decoding-options.ts";
import { greedy } from "./greedy.ts";
import { sample } from "./sample.ts";

const options = { end: null, forbidden: [0] };
const ways: Readonly<
  Record<string, (decoder: TableDecoder, start: DecodingStart<TableState>, length: number) => unknown>
> = {
  greedy: (decoder, start, maxLength) => greedy(decoder, start, { ...options, maxLength }),
  sample: (decoder, start, maxLength) => sample(decoder, start, { ...options, maxLength, key: randomKey(1) }),
  beamSearch: (decoder, start, maxLength) => beamSearch(decoder, start, { ...options, maxLength }),
};

test.each(Object.entries(ways))(
  "%s holds as much memory at the last step as at the first, and none afterwards",
  (_, decode) => {
    let [held, most] = [0, 0];
    const backend = createReference("float64");
    use({
      ...backend,
      allocate(dtype, length) {
        held += length;
        most = Math.max(most, held);
        return backend.allocate(dtype, length);
      },
      release(storage) {
        held -= storage.length;
        backend.release(storage);
      },
    });
    const decoder = tableDecoder(4, randomTable(1, 4));
    const start = decoder.start([0, 1, 2]);
    const before = held;
    const peak = (length: number): number => {
      most = 0;
      decode(decoder, start, length);
      expect(held).toBe(before);
      return most;
    };
    const [short, long] = [peak(4), peak(24)];
    expect(long).toBe(short);
    expect(short).toBeGreaterThan(before);
    // The caller's state can still be used.
    expect([...start.state.sources.toArray()]).toEqual([0, 1, 2]);
  },
);
