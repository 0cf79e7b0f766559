import { expect, test } from "vitest";
import { z } from "zod";
import type { LayerSpec } from "../layers/layer.ts";
import { optionsReader, specReader } from "./options-reader.ts";

interface Options {
  readonly size: number;
  readonly mode: "sum" | "mean";
}

function layer(options: Options): LayerSpec<"layer", Options> {
  return { kind: "layer", options, build: (input) => ({ output: input, call: (given) => given }) };
}

const size = z.number();
const mode = z.enum(["sum", "mean"]);

test("what is read is the options, and nothing else", () => {
  const reader = specReader(layer, { size, mode });
  expect(reader.parse({ size: 3, mode: "sum" }).options).toEqual({ size: 3, mode: "sum" });
  expect(reader.safeParse({ size: 3, mode: "sum", more: 1 }).success).toBe(false);
  expect(reader.safeParse({ size: 3 }).success).toBe(false);
});

test("options of any value, and lists in any form, are read as their types say", () => {
  interface Lists {
    readonly any: unknown;
    readonly rows: readonly number[];
  }
  const reader = optionsReader<Lists>()({ any: z.unknown(), rows: z.array(size) });
  expect(reader.parse({ any: "x", rows: [1, 2] })).toEqual({ any: "x", rows: [1, 2] });
});

/* The compiler refuses each of these: it would say that an expected error is not there. */
test("readers of other options than there are do not compile", () => {
  const options = optionsReader<Options>();
  const refused = [
    // @ts-expect-error -- an option that nobody reads
    options({ size }),
    // @ts-expect-error -- an option that there is not
    options({ size, mode, more: size }),
    // @ts-expect-error -- a value that nobody reads
    options({ size, mode: z.enum(["sum"]) }),
    // @ts-expect-error -- a value that the option cannot have
    options({ size, mode: z.enum(["sum", "mean", "most"]) }),
    // @ts-expect-error -- a value of another type
    options({ size: z.string(), mode }),
    // @ts-expect-error -- as for layers
    specReader(layer, { size, mode: z.enum(["sum"]) }),
  ];
  expect(refused).toHaveLength(6);
});
