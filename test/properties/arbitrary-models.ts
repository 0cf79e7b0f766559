import * as fc from "fast-check";
import { bidirectional } from "../../src/layers/recurrent/bidirectional.ts";
import { conv1d } from "../../src/layers/conv1d.ts";
import { dense } from "../../src/layers/dense.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { gru } from "../../src/layers/recurrent/gru.ts";
import { layerNormalization } from "../../src/layers/normalization/layer-normalization.ts";
import type { LayerSpec } from "../../src/layers/layer.ts";
import { lstm } from "../../src/layers/recurrent/lstm.ts";
import { multiHeadAttention } from "../../src/layers/attention/multi-head-attention.ts";
import { positionEncoding } from "../../src/layers/position-encoding.ts";
import { simpleRnn } from "../../src/layers/recurrent/simple-rnn.ts";
import { fold, integers, normal, randomKey } from "../../src/tensor/random.ts";
import { intTensor, tensor, type Tensor } from "../../src/tensor/tensor.ts";

/** A layer with its options for people to read in a counterexample. */
export interface DrawnLayer {
  readonly text: string;
  readonly make: () => LayerSpec;
}

const units = fc.constantFrom(1, 2, 3, 17);
const rate = fc.constantFrom(0, 0.3);

/** Recurrent layers that give whole sequences, forward in time. */
export const recurrentLayer: fc.Arbitrary<DrawnLayer> = fc
  .record({
    kind: fc.constantFrom("simpleRnn", "lstm", "gru"),
    units,
    dropout: rate,
    recurrentDropout: rate,
    zero: fc.boolean(),
  })
  .map(({ kind, zero, ...given }) => {
    const options = { ...given, returnSequences: true, zeroOutputForMask: zero };
    const make = { simpleRnn, lstm, gru }[kind];
    return { text: `${kind}(${JSON.stringify(options)})`, make: () => make(options) };
  });

export const causalAttention: fc.Arbitrary<DrawnLayer> = fc
  .record({ numHeads: fc.constantFrom(1, 2, 3), keyDim: fc.constantFrom(1, 2, 5), useBias: fc.boolean() })
  .map((given) => {
    const options = { ...given, useCausalMask: true };
    return { text: `multiHeadAttention(${JSON.stringify(options)})`, make: () => multiHeadAttention(options) };
  });

/** Layers of which no step sees a later one. */
export const causalLayer: fc.Arbitrary<DrawnLayer> = fc.oneof(
  recurrentLayer,
  causalAttention,
  fc
    .record({
      filters: units,
      kernelSize: fc.integer({ min: 1, max: 4 }),
      dilationRate: fc.integer({ min: 1, max: 2 }),
    })
    .map((given) => ({
      text: `conv1d(${JSON.stringify(given)})`,
      make: () => conv1d({ ...given, padding: "causal" }),
    })),
  fc.constant({ text: "layerNormalization()", make: () => layerNormalization() }),
  fc.constant({ text: "positionEncoding()", make: () => positionEncoding() }),
);

/** Layers of sequences that honour a mask, in either direction. */
export const maskedLayer: fc.Arbitrary<DrawnLayer> = fc.oneof(
  recurrentLayer,
  causalAttention,
  fc.constant({ text: "multiHeadAttention, both ways", make: () => multiHeadAttention({ numHeads: 2, keyDim: 3 }) }),
  units.map((width) => ({
    text: `bidirectional(gru ${width})`,
    make: () => bidirectional({ layer: gru({ units: width, returnSequences: true }) }),
  })),
  units.map((width) => ({ text: `dense(${width})`, make: () => dense({ units: width, activation: "tanh" }) })),
);

/** One to three layers, one after another. */
export const stackOf = (layer: fc.Arbitrary<DrawnLayer>): fc.Arbitrary<readonly DrawnLayer[]> =>
  fc.array(layer, { minLength: 1, maxLength: 3 });

/** Tokens from 1 on with vectors of four numbers, 0 being padding. */
export const words = (): LayerSpec => embedding({ inputDim: 7, outputDim: 4, maskZero: true });

export function normals(seed: number, shape: readonly number[]): Tensor {
  return tensor(
    normal(
      fold(randomKey(seed), "input"),
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );
}

/** Rows of tokens from 1 to 6. */
export function tokens(seed: number, rows: number, time: number): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(integers(fold(randomKey(seed), row), time, 1, 7)));
}

export function tokenTensor(rows: readonly (readonly number[])[]): Tensor {
  return intTensor(rows.map((row) => Int32Array.from(row)));
}
