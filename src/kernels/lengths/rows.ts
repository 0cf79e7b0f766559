import { needs, needsInt32, needsSome, needsWithin, type Call, type Given, type Rules } from "./rule.ts";

/** Softmax, normalization and masks of rows, convolution, pooling and scans over time. */
export const rowRules = {
  softmax: ({ rows, columns }) => ({ x: rows * columns, y: rows * columns }),
  softmaxGradient: ({ rows, columns }) => ({ y: rows * columns, dy: rows * columns, dx: rows * columns }),

  layerNormalization(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    return { x: rows * columns, gamma: columns, beta: columns, y: rows * columns, mean: rows, inverse: rows };
  },
  layerNormalizationGradient(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    const x = rows * columns;
    return { x, gamma: columns, mean: rows, inverse: rows, dy: x, dx: x, dGamma: columns, dBeta: columns };
  },
  rmsNormalization(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    return { x: rows * columns, gamma: columns, y: rows * columns, inverse: rows };
  },
  rmsNormalizationGradient(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    const x = rows * columns;
    return { x, gamma: columns, inverse: rows, dy: x, dx: x, dGamma: columns };
  },
  columnMoments(args, call) {
    const { rows, columns } = args;
    needsSome(call, "rows", rows);
    return { x: rows * columns, rowMask: rows, mean: columns, variance: columns };
  },
  normalizeColumns: ({ rows, columns }) => ({
    x: rows * columns,
    mean: columns,
    variance: columns,
    gamma: columns,
    beta: columns,
    y: rows * columns,
  }),
  normalizeColumnsGradient(args, call) {
    const { rows, columns, fixed } = args;
    if (!fixed) needsSome(call, "rows", rows);
    const x = rows * columns;
    const row = { mean: columns, variance: columns, gamma: columns, dGamma: columns, dBeta: columns };
    return { ...row, x, rowMask: rows, dy: x, dx: x };
  },

  combineMasks: ({ size }) => ({ a: size, b: size, mask: size }),
  joinMasks(args, call) {
    const { rows, aWidth, bWidth } = args;
    needsInt32(call, "aWidth + bWidth", aWidth + bWidth);
    return { a: rows * aWidth, b: rows * bWidth, mask: rows * (aWidth + bWidth) };
  },
  rowsDiffer(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    return { x: rows * columns, mask: rows };
  },
  maskRows: ({ rows, columns }) => ({ x: rows * columns, mask: rows, y: rows * columns }),

  convolution(args, call) {
    const { channels, filters, width } = args;
    needsTaps(args, call);
    return { ...overTime(args), kernel: width * channels * filters, bias: filters, y: convolved(args) };
  },
  convolutionGradient(args, call) {
    const { channels, filters, width } = args;
    needsTaps(args, call);
    const { x } = overTime(args);
    const kernel = width * channels * filters;
    return { x, kernel, dy: convolved(args), dx: x, dKernel: kernel, dBias: filters };
  },

  maxPooling(args, call) {
    needsWindows(args, call);
    const { x, y } = overTime(args);
    return { x, y, winners: y };
  },
  maxPoolingGradient(args, call) {
    needsWithin(call, "winners", args.winners, 0, args.time - 1);
    const { x, y } = overTime(args);
    return { winners: y, dy: y, dx: x };
  },
  averagePooling(args, call) {
    needsWindows(args, call);
    return overTime(args);
  },
  averagePoolingGradient(args, call) {
    needsWindows(args, call);
    const { x, y } = overTime(args);
    return { dy: y, dx: x };
  },
  meanOverTime: ({ batch, time, channels }) => ({
    x: batch * time * channels,
    stepMask: batch * time,
    y: batch * channels,
  }),
  meanOverTimeGradient: ({ batch, time, channels }) => ({
    dy: batch * channels,
    stepMask: batch * time,
    dx: batch * time * channels,
  }),
  linearScan(given, call) {
    needsSome(call, "time", given.time);
    const { state, sequences } = scanned(given);
    return { decay: sequences, x: sequences, initial: state, y: sequences };
  },
  linearScanGradient(given, call) {
    needsSome(call, "time", given.time);
    const { state, sequences } = scanned(given);
    return {
      decay: sequences,
      y: sequences,
      dy: sequences,
      dDecay: sequences,
      dx: sequences,
      initial: state,
      dInitial: state,
    };
  },
} satisfies Partial<Rules>;

function scanned({ batch, time, channels }: Pick<Given<"linearScan">, "batch" | "time" | "channels">) {
  return { state: batch * channels, sequences: batch * time * channels };
}

type ConvolutionSizes = Omit<Given<"convolution">, "x" | "kernel" | "bias" | "y">;

interface OverTime {
  readonly batch: number;
  readonly time: number;
  readonly channels: number;
  readonly outputTime: number;
}

function overTime({ batch, time, channels, outputTime }: OverTime): { readonly x: number; readonly y: number } {
  return { x: batch * time * channels, y: batch * outputTime * channels };
}

function convolved({ batch, outputTime, filters }: ConvolutionSizes): number {
  return batch * outputTime * filters;
}

function needsTaps({ time, outputTime, width, stride, dilation, padding }: ConvolutionSizes, call: Call): void {
  needsSome(call, "stride", stride);
  needsSome(call, "dilation", dilation);
  needsSome(call, "width", width);
  const reach = dilation * (width - 1);
  needsInt32(call, "padding + time + dilation · (width − 1)", padding + time + reach);
  needsInt32(call, "stride · outputTime + dilation · (width − 1)", stride * outputTime + reach);
}

/** Every window has at least one step inside x. */
function needsWindows(
  args: OverTime & { readonly pool: number; readonly stride: number; readonly padding: number },
  call: Call,
): void {
  const { time, outputTime, pool, stride, padding } = args;
  needsSome(call, "pool", pool);
  needsSome(call, "stride", stride);
  if (outputTime === 0) return;
  needs(call, padding < pool, "padding", "less than pool", padding);
  const last = (outputTime - 1) * stride;
  needs(call, last - padding < time, "the first step of the last window", "a step of x", last - padding);
  needsInt32(call, "the end of the last window", last + pool);
}
