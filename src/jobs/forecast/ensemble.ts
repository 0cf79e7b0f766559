import { average } from "../../layers/merging/elementwise.ts";
import { functional } from "../../models/functional.ts";
import type { Model } from "../../models/model.ts";
import { apply, input, type SymbolicTensor } from "../../models/symbolic-tensor.ts";
import { setWeights } from "../../models/weight.ts";
import { ensembleName, layersOf, type NetworkName } from "./candidates.ts";
import type { Network } from "./forecaster.ts";
import type { Prepared } from "./prepared.ts";
import type { Refitting, Trained } from "./train.ts";

/** Models in the mean, at most. */
const mostMembers = 3;

/** A network that was trained and scored. */
export interface Member {
  readonly name: NetworkName;
  readonly trained: Trained;
  /** What members are picked by. */
  readonly validationMae: number | null;
}

/** The best of the networks in validation, the best first. */
export function membersOf(networks: readonly Member[]): readonly Member[] {
  return networks
    .toSorted((a, b) => (a.validationMae ?? Infinity) - (b.validationMae ?? Infinity))
    .slice(0, mostMembers);
}

/**
 * The mean of the forecasts of several networks, as one model of which each is a branch: models that err in different
 * ways cancel some of their errors. Throws an Error for fewer than two.
 */
export function ensembleOf(members: readonly Member[], prepared: Prepared, seed: number): Trained {
  if (members.length < 2) throw new Error("it is the mean of two models or more, and fewer networks were trained");
  const meanOf = (networks: readonly Network[], windows: Refitting): Network => ({
    model: joined(
      members.map(({ name }, i) => ({ name, model: networks[i].model })),
      windows,
      seed,
    ),
    meaning: windows.meaning,
  });
  return {
    network: meanOf(
      members.map(({ trained }) => trained.network),
      prepared,
    ),
    history: { model: ensembleName, loss: [], validationLoss: [], bestEpoch: 1 },
    epochs: 1,
    bestEpoch: 1,
    seconds: 0,
    secondsPerEpoch: 0,
    interrupted: false,
    note: null,
    async refit(windows, aborted) {
      const networks: Network[] = [];
      for (const { trained } of members) networks.push(await trained.refit(windows, aborted));
      return meanOf(networks, windows);
    },
  };
}

/** One model of branches with the weights of the given ones: layer 2 of gru is "gru-2". */
function joined(
  branches: readonly { readonly name: NetworkName; readonly model: Model }[],
  { geometry: { steps, horizons }, data, meaning, targetColumn: target }: Refitting,
  seed: number,
): Model {
  const columns = data.shape[1];
  const window = input([steps, columns], { name: "window" });
  const ends = branches.map(({ name }) =>
    layersOf(name, horizons.length, meaning, { steps, columns, target }).reduce<SymbolicTensor>(
      // A layer that a body uses twice is two layers here: applied twice, one would share its weights.
      (x, layer, i) => apply({ ...layer }, x, { name: `${name}-${i}` }),
      window,
    ),
  );
  const model = functional({ inputs: window, outputs: apply(average(), ends), seed });
  const values = branches.flatMap(({ name, model: { weights } }) =>
    weights.map(
      (weight) =>
        [
          weight.name.replace(/^layers\./, `${name}-`),
          { shape: weight.shape, values: weight.value.toArray() },
        ] as const,
    ),
  );
  setWeights(model.weights, new Map(values));
  return model;
}
