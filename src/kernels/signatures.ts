import { additiveAttention } from "./signatures/additive-attention.ts";
import { attention } from "./signatures/attention.ts";
import { attentionWeights } from "./signatures/attention-weights.ts";
import { convolution } from "./signatures/convolution.ts";
import { clamping, elementwise } from "./signatures/elementwise.ts";
import { gather } from "./signatures/gather.ts";
import { losses } from "./signatures/losses.ts";
import { masks } from "./signatures/masks.ts";
import { matmul } from "./signatures/matmul.ts";
import { normalization } from "./signatures/normalization.ts";
import { optimizers } from "./signatures/optimizers.ts";
import { pooling } from "./signatures/pooling.ts";
import { random } from "./signatures/random.ts";
import { recurrent } from "./signatures/recurrent.ts";
import { reduce } from "./signatures/reduce.ts";
import { rotate } from "./signatures/rotate.ts";
import { scan } from "./signatures/scan.ts";
import { softmax } from "./signatures/softmax.ts";
import { strided } from "./signatures/strided.ts";
import { topK } from "./signatures/top-k.ts";
import { windows } from "./signatures/windows.ts";

export type { Kind } from "./signatures/kind.ts";

/**
 * The one table of kernels: every backend implements exactly these, and the C++ header is generated from it
 * (scripts/generate-header.mjs), so a kernel whose arguments differ from the table does not compile. Families lie in
 * signatures/; kinds of arguments are explained in signatures/kind.ts.
 */
export const signatures = {
  ...elementwise,
  ...reduce,
  ...matmul,
  ...softmax,
  ...attention,
  ...additiveAttention,
  ...attentionWeights,
  ...normalization,
  ...rotate,
  ...gather,
  ...masks,
  ...strided,
  ...convolution,
  ...pooling,
  ...random,
  ...recurrent,
  ...scan,
  ...losses,
  ...topK,
  ...clamping,
  ...optimizers,
  ...windows,
} as const;

export type Signatures = typeof signatures;
export type KernelName = keyof Signatures;

export function isKernelName(name: string): name is KernelName {
  return Object.hasOwn(signatures, name);
}

export const kernelNames: readonly KernelName[] = Object.keys(signatures).filter(isKernelName);

/** Whether an object has every kernel of the table. */
export function hasEveryKernel<Floats, Ints>(candidate: object): candidate is Kernels<Floats, Ints> {
  const present: ReadonlySet<string> = new Set(Object.keys(candidate));
  return kernelNames.every((name) => present.has(name));
}

/** The arguments of every kernel when arrays of floats are `Floats` and arrays of indices `Ints`. */
export type Kernels<Floats, Ints> = {
  readonly [K in KernelName]: (args: {
    readonly [A in keyof Signatures[K]]: Argument<Signatures[K][A], Floats, Ints>;
  }) => void;
};

type Argument<K, Floats, Ints> = K extends "floats" | "result" | "update"
  ? Floats
  : K extends "floats?" | "result?" | "update?"
    ? Floats | null
    : K extends "ints" | "indices"
      ? Ints
      : K extends "ints?"
        ? Ints | null
        : K extends "flag"
          ? boolean
          : number;

/**
 * Kernels that need scratch memory. In C++ they take a last argument `float* scratch`, 64-byte aligned, and have a
 * companion `<kernel>_scratch` of their size, flag, number and word arguments that tells how many floats that is.
 * Backends provide it; ops never see it.
 */
export const scratchKernels = [
  "matmul",
  "additiveAttentionGradient",
  "additiveScoresGradient",
  "attention",
  "attentionGradient",
  "attentionStep",
  "attentionWeights",
  "batchMatmul",
  "columnSum",
  "convolution",
  "convolutionGradient",
  "simpleRnn",
  "simpleRnnGradient",
  "lstm",
  "lstmGradient",
  "gru",
  "gruGradient",
  "softmaxCrossentropy",
  "crossentropy",
  "categoricalFocal",
  "cosineSimilarity",
  "ctc",
] as const satisfies readonly KernelName[];
