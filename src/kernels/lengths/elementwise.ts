import { needs, needsInt32, needsSome, needsWithin, rowsOf, type Rules } from "./rule.ts";

/** Element by element, reductions, products, and what only moves elements. */
export const elementwiseRules = {
  fill: ({ size }) => ({ y: size }),
  copy: ({ size }) => ({ x: size, y: size }),
  add: ({ size }) => ({ a: size, b: size, y: size }),
  subtract: ({ size }) => ({ a: size, b: size, y: size }),
  multiply: ({ size }) => ({ a: size, b: size, y: size }),
  addRow: ({ rows, columns }) => ({ x: rows * columns, row: columns, y: rows * columns }),
  scale: ({ size }) => ({ x: size, y: size }),
  activate: ({ size }) => ({ x: size, y: size }),
  activateGradient: ({ size }) => ({ x: size, y: size, dy: size, dx: size }),
  leakyRelu: ({ size }) => ({ x: size, y: size }),
  leakyReluGradient: ({ size }) => ({ x: size, dy: size, dx: size }),
  clamp: ({ size }) => ({ x: size, y: size }),
  maximum: ({ size }) => ({ a: size, b: size, y: size }),
  maximumGradient: ({ size }) => ({ a: size, b: size, dy: size, da: size, db: size }),
  movingAverage: ({ size }) => ({ x: size, average: size }),
  dropoutMask: ({ size }) => ({ y: size }),

  sum: ({ size }) => ({ x: size, y: 1 }),
  sumOfSquares: ({ size }) => ({ x: size, y: 1 }),
  columnSum: ({ rows, columns }) => ({ x: rows * columns, y: columns }),
  findNonFinite: ({ size }) => ({ x: size, position: 1 }),
  argmax(args, call) {
    const { rows, columns } = args;
    needsSome(call, "columns", columns);
    return { x: rows * columns, position: rows };
  },
  topK(args, call) {
    const { rows, columns, k } = args;
    needsSome(call, "columns", columns);
    needs(call, k <= columns, "k", "at most columns", k);
    return { x: rows * columns, values: rows * k, indices: rows * k };
  },

  matmul(args, call) {
    const { rows, columns, inner } = args;
    // The sums of a product are padded to whole tiles.
    needsInt32(call, "rows · columns, each rounded up to a whole tile,", (rows + 64) * (columns + 16));
    return { a: rows * inner, b: inner * columns, bias: columns, c: rows * columns };
  },
  batchMatmul: ({ batch, rows, columns, inner }) => ({
    a: batch * rows * inner,
    b: batch * inner * columns,
    c: batch * rows * columns,
  }),

  gather(args, call) {
    const { indices, table, count, width } = args;
    if (width > 0) needsWithin(call, "indices", indices, 0, rowsOf(call, "table", table, width) - 1);
    return { table: width === 0 ? 0 : table.length, indices: count, y: count * width };
  },
  gatherGradient(args, call) {
    const { indices, count, rows, width } = args;
    needsWithin(call, "indices", indices, 0, rows - 1);
    return { indices: count, dy: count * width, dTable: rows * width };
  },
  findOutOfRange: ({ count }) => ({ indices: count, position: 1 }),
  notEqual: ({ count }) => ({ indices: count, mask: count }),

  copyColumns(args, call) {
    const { rows, width, xOffset, xStride, yOffset, yStride } = args;
    if (rows === 0 || width === 0) return { x: 0, y: 0 };
    needs(call, rows === 1 || yStride >= width, "yStride", "at least width", yStride);
    return {
      x: (rows - 1) * xStride + xOffset + width,
      y: (rows - 1) * yStride + yOffset + width,
    };
  },
  reverseTime: ({ batch, time, width }) => ({ x: batch * time * width, y: batch * time * width }),

  gatherWindows(args, call) {
    const { table, rows, batch, steps, offset, stride, columns } = args;
    const length = rowsOf(call, "table", table, columns);
    if (columns > 0 && steps > 0) needsWithin(call, "rows", rows, -offset, length - 1 - offset - (steps - 1) * stride);
    return { table: columns === 0 ? 0 : table.length, rows: batch, y: batch * steps * columns };
  },
  gatherTargets(args, call) {
    const { table, rows, horizons, targets, batch, horizonCount, targetCount, columns } = args;
    const length = rowsOf(call, "table", table, columns);
    needsWithin(call, "targets", targets, 0, columns - 1);
    for (const horizon of call.ints(horizons)) needsWithin(call, "rows", rows, -horizon, length - 1 - horizon);
    return {
      table: columns === 0 ? 0 : table.length,
      rows: batch,
      horizons: horizonCount,
      targets: targetCount,
      y: batch * horizonCount * targetCount,
    };
  },
} satisfies Partial<Rules>;
