import { z } from "zod";
import type { BytePairData } from "../data/text/byte-pairs/byte-pair-data.ts";
import type { NormalizeStep } from "../data/text/byte-pairs/normalize.ts";
import type { SplitStep } from "../data/text/byte-pairs/split-words.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/*
 * What the parts of a tokenizer.json mean to us: normalizer, pre_tokenizer and decoder, each one step or a sequence of
 * steps.
 */

/** A part as it is in the file. */
export type Part = { readonly type: string } | null | undefined;

const pattern = z
  .union([z.strictObject({ String: z.string() }), z.strictObject({ Regex: z.string() })])
  .transform((one) => ("String" in one ? { text: one.String } : { regex: one.Regex }));

const normalizers = z.discriminatedUnion("type", [
  z
    .looseObject({ type: z.enum(["NFC", "NFD", "NFKC", "NFKD"]) })
    .transform(({ type }): NormalizeStep => ({ kind: "unicode", form: type })),
  z.looseObject({ type: z.literal("Lowercase") }).transform((): NormalizeStep => ({ kind: "lower" })),
  z
    .looseObject({ type: z.literal("Prepend"), prepend: z.string() })
    .transform(({ prepend }): NormalizeStep => ({ kind: "prepend", text: prepend })),
  z
    .looseObject({ type: z.literal("Replace"), pattern, content: z.string() })
    .transform((one): NormalizeStep => ({ kind: "replace", pattern: one.pattern, by: one.content })),
  z
    .looseObject({ type: z.literal("Strip"), strip_left: z.boolean(), strip_right: z.boolean() })
    .transform((one): NormalizeStep => ({ kind: "trim", start: one.strip_left, end: one.strip_right })),
]);

const byteLevel = z.looseObject({
  type: z.literal("ByteLevel"),
  add_prefix_space: z.boolean().default(true),
  use_regex: z.boolean().default(true),
});

const preTokenizers = z.discriminatedUnion("type", [
  byteLevel.transform((one): SplitStep => ({
    kind: "byteLevel",
    prefixSpace: one.add_prefix_space,
    cut: one.use_regex,
  })),
  z
    .looseObject({
      type: z.literal("Split"),
      pattern,
      behavior: z.enum(["Isolated", "Removed"]),
      invert: z.boolean().default(false),
    })
    .transform((one): SplitStep => {
      const keep = one.behavior === "Isolated" ? "isolate" : one.invert ? "find" : "remove";
      return { kind: "pattern", pattern: one.pattern, keep };
    }),
  z
    .looseObject({
      type: z.literal("Metaspace"),
      replacement: z.string(),
      prepend_scheme: z.enum(["always", "first", "never"]).optional(),
      add_prefix_space: z.boolean().optional(),
      split: z.boolean().default(true),
    })
    .transform((one): SplitStep => {
      const prepend = one.prepend_scheme ?? (one.add_prefix_space === false ? "never" : "always");
      return { kind: "metaspace", character: one.replacement, prepend, cut: one.split };
    }),
]);

/** What a decoder does to the tokens' texts, in its order. */
const decoders = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("ByteLevel") }).transform(() => ({ does: "bytes" }) as const),
  z.looseObject({ type: z.literal("ByteFallback") }).transform(() => ({ does: "fallback" }) as const),
  z.looseObject({ type: z.literal("Fuse") }).transform(() => ({ does: "fuse" }) as const),
  z
    .looseObject({
      type: z.literal("Replace"),
      pattern: z.strictObject({ String: z.string() }),
      content: z.literal(" "),
    })
    .transform((one) => ({ does: "space", space: one.pattern.String }) as const),
  z
    .looseObject({
      type: z.literal("Strip"),
      content: z.literal(" "),
      start: z.int().nonnegative(),
      stop: z.literal(0),
    })
    .transform((one) => ({ does: "strip", spaces: one.start }) as const),
  z
    .looseObject({
      type: z.literal("Metaspace"),
      replacement: z.string(),
      prepend_scheme: z.string().optional(),
      add_prefix_space: z.boolean().optional(),
    })
    .transform((one) => {
      const prepends =
        one.prepend_scheme === undefined ? one.add_prefix_space !== false : one.prepend_scheme !== "never";
      return { does: "metaspace", space: one.replacement, spaces: prepends ? 1 : 0 } as const;
    }),
]);

export function readNormalizer(part: Part): readonly NormalizeStep[] {
  return stepsOf("normalizer", "normalizers", part).map((step) => readStep("normalizer", normalizers, step));
}

/** How words are cut, and whether they are then taken as bytes. */
export function readPreTokenizer(part: Part): { readonly split: readonly SplitStep[]; readonly bytes: boolean } {
  const split = stepsOf("pre_tokenizer", "pretokenizers", part).map((step) =>
    readStep("pre_tokenizer", preTokenizers, step),
  );
  const bytes = split.findIndex(({ kind }) => kind === "byteLevel");
  if (bytes >= 0 && bytes < split.length - 1)
    throw new TokenizerError("its pre_tokenizer goes on after ByteLevel, which is not supported");
  return { split, bytes: bytes >= 0 };
}

export function readDecoder(
  part: Part,
  alphabet: BytePairData["alphabet"],
): Pick<BytePairData, "space" | "spacesToStrip"> {
  const steps = stepsOf("decoder", "decoders", part).map((step) => readStep("decoder", decoders, step));
  const names = steps.map(({ does }) => does).join(", ");
  const orders =
    alphabet === "bytes" ? /^bytes(, fuse)?(, strip)?$/ : /^(metaspace|(space)?(, fallback)?(, fuse)?(, strip)?)$/;
  if (names === "" || !orders.test(names)) {
    throw new TokenizerError(
      `its decoder is ${JSON.stringify(part?.type ?? null)}${names === "" ? "" : ` (${names})`}, ` +
        `which is not supported for an encoding of ${alphabet}`,
    );
  }
  return {
    space: steps.map((step) => ("space" in step ? step.space : "")).find((space) => space !== "") ?? " ",
    spacesToStrip: steps.reduce((sum, step) => sum + ("spaces" in step ? step.spaces : 0), 0),
  };
}

/** The steps of a part, with sequences within sequences laid flat. */
function stepsOf(name: string, list: string, part: Part): readonly { readonly type: string }[] {
  if (part === null || part === undefined) return [];
  if (part.type !== "Sequence") return [part];
  const sequence = z.looseObject({ [list]: z.array(z.looseObject({ type: z.string() })) }).safeParse(part);
  if (!sequence.success) throw new TokenizerError(`its ${name} is a sequence without ${list}`);
  const steps: unknown = sequence.data[list];
  return z
    .array(z.looseObject({ type: z.string() }))
    .parse(steps)
    .flatMap((step) => stepsOf(name, list, step));
}

function readStep<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  step: { readonly type: string },
): z.infer<Schema> {
  const parsed = schema.safeParse(step);
  if (parsed.success) return parsed.data;
  throw new TokenizerError(`its ${name} ${JSON.stringify(step)} is not supported: ${z.prettifyError(parsed.error)}`);
}
