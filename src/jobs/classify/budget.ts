/*
 * How long quick classifiers are trained. A small file has few steps in an epoch: it gets smaller batches, and as many
 * updates as a large one before its time is over.
 */

/** Steps that a pass over a small file is cut into. */
const stepsPerEpoch = 100;
/** Epochs, at most, where they hold enough updates. */
const fewestEpochs = 10;
/** Updates that a model may take, at least. */
const fewestUpdates = 5000;
/** Epochs, and updates where an epoch has few, without a lower validation loss after which a model ends. */
const patienceEpochs = 3;
const patienceUpdates = 300;

/** Texts per batch for so many training texts: a power of two from 8 to 128. */
export function batchSizeFor(texts: number): number {
  return 2 ** Math.min(7, Math.max(3, Math.round(Math.log2(Math.max(1, texts) / stepsPerEpoch))));
}

/** Epochs, at most, of so many steps each. */
export function epochsFor(steps: number): number {
  return Math.max(fewestEpochs, Math.ceil(fewestUpdates / steps));
}

/** Epochs of so many steps without a lower validation loss after which training ends. */
export function patienceFor(steps: number): number {
  return Math.max(patienceEpochs, Math.ceil(patienceUpdates / steps));
}
