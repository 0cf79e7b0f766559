import { expect, test } from "vitest";
import { bidirectional } from "../layers/recurrent/bidirectional.ts";
import type { CellSpec } from "../layers/recurrent/shared/cell.ts";
import { gruCell } from "../layers/recurrent/gru-cell.ts";
import { gru } from "../layers/recurrent/gru.ts";
import { rnn } from "../layers/recurrent/rnn.ts";
import { stackedRnnCells } from "../layers/recurrent/stacked-rnn-cells.ts";
import { withCustom } from "./saved-custom.ts";
import { recurrentReaders } from "./saved-recurrent.ts";

const ownCell = (units: number): CellSpec => ({
  kind: "ownCell",
  options: { units },
  build: () => ({ outputSize: units, stateSizes: [units], step: (_x, [h]) => ({ output: h, states: [h] }) }),
});

/** What a file holds of a layer's options. */
function saved(options: unknown): unknown {
  return JSON.parse(JSON.stringify(options));
}

test("a custom cell is saved by its kind and options, also in a stack, and loads by the map given", () => {
  const { options } = rnn({ cell: stackedRnnCells([gruCell({ units: 2 }), ownCell(5)]) });
  const file = saved(options);
  expect(file).toMatchObject({ cell: { options: { cells: [{}, { kind: "ownCell", options: { units: 5 } }] } } });
  const seen: unknown[] = [];
  const customCells = {
    ownCell(given: unknown) {
      seen.push(given);
      return ownCell(5);
    },
  };
  expect(saved(withCustom({ customCells }, () => recurrentReaders.rnn.parse(file)).options)).toEqual(file);
  expect(seen).toEqual([{ units: 5 }]);
  const { error } = recurrentReaders.rnn.safeParse(file);
  expect(error?.issues[0].message).toBe(
    "stackedRnnCells: there is no cell ownCell; help: if it is your own, loadModel(folder, { customCells: { " +
      "ownCell: (options) => … } }), else a newer version of Lookback",
  );
});

test("files made before there were these options load as what they were", () => {
  const { layer, mergeMode } = bidirectional({ layer: gru({ units: 3 }) }).options;
  const later = /^(kernel|recurrent|bias)(Regularizer|Constraint)$|^(seed|returnState|stateful)$/;
  const options = Object.fromEntries(Object.entries(layer.options).filter(([name]) => !later.test(name)));
  expect(Object.keys(layer.options).length - Object.keys(options).length).toBe(9);
  expect(recurrentReaders.gru.parse(options).options).toEqual(layer.options);
  const read = recurrentReaders.bidirectional.parse({ layer: { kind: "gru", options }, mergeMode });
  expect(read.options.backwardLayer).toBeNull();
  expect(read.options.layer.options).toEqual(layer.options);
});
