import type { BytePairData } from "../data/text/byte-pairs/byte-pair-data.ts";
import type { NormalizeStep } from "../data/text/byte-pairs/normalize.ts";
import type { SplitStep } from "../data/text/byte-pairs/split-words.ts";
import type { TextPattern } from "../data/text/byte-pairs/text-pattern.ts";

/*
 * The parts of a tokenizer.json from what they mean to us: the inverse of tokenizer-steps.ts.
 */

type Json = Readonly<Record<string, unknown>>;

export function writeNormalizer(steps: readonly NormalizeStep[]): Json | null {
  return sequence("normalizers", steps.map(normalizer));
}

export function writePreTokenizer({ split }: BytePairData): Json | null {
  return sequence("pretokenizers", split.map(preTokenizer));
}

export function writeDecoder({ alphabet, space, spacesToStrip }: BytePairData): Json | null {
  const strip = spacesToStrip === 0 ? [] : [{ type: "Strip", content: " ", start: spacesToStrip, stop: 0 }];
  const steps =
    alphabet === "bytes"
      ? [{ type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false }]
      : [{ type: "Replace", pattern: { String: space }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }];
  return sequence("decoders", [...steps, ...strip]);
}

function normalizer(step: NormalizeStep): Json {
  switch (step.kind) {
    case "unicode":
      return { type: step.form };
    case "lower":
      return { type: "Lowercase" };
    case "prepend":
      return { type: "Prepend", prepend: step.text };
    case "replace":
      return { type: "Replace", pattern: written(step.pattern), content: step.by };
    default:
      return { type: "Strip", strip_left: step.start, strip_right: step.end };
  }
}

function preTokenizer(step: SplitStep): Json {
  switch (step.kind) {
    case "byteLevel":
      return { type: "ByteLevel", add_prefix_space: step.prefixSpace, trim_offsets: true, use_regex: step.cut };
    case "pattern": {
      const behavior = step.keep === "isolate" ? "Isolated" : "Removed";
      return { type: "Split", pattern: written(step.pattern), behavior, invert: step.keep === "find" };
    }
    default:
      return { type: "Metaspace", replacement: step.character, prepend_scheme: step.prepend, split: step.cut };
  }
}

function written(pattern: TextPattern): Json {
  return "text" in pattern ? { String: pattern.text } : { Regex: pattern.regex };
}

function sequence(list: string, steps: readonly Json[]): Json | null {
  if (steps.length === 0) return null;
  return steps.length === 1 ? steps[0] : { type: "Sequence", [list]: steps };
}
