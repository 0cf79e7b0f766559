import type { Metric } from "../metrics/metric.ts";

/** price, loss → priceLoss */
export function named(output: string, metric: string): string {
  return `${output}${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}

/** A metric with another name: that of its output, or another word, in front. */
export function renamed(metric: Metric, output: string): Metric {
  const { better, targets } = metric;
  return {
    name: named(output, metric.name),
    better,
    ...(targets === undefined ? {} : { targets }),
    begin() {
      const sum = metric.begin();
      return {
        update: (prediction, target, weights) => sum.update(prediction, target, weights),
        result: () => sum.result(),
        ...(sum.results === undefined
          ? {}
          : {
              results: () =>
                Object.fromEntries(
                  Object.entries(sum.results?.() ?? {}).map(([name, value]) => [named(output, name), value]),
                ),
            }),
        ...(sum.save === undefined ? {} : { save: () => sum.save?.() ?? new Float64Array(0) }),
        load: (saved) => sum.load?.(saved),
      };
    },
  };
}

/**
 * The mean of an output's loss over the examples: it takes in the loss of a batch [], and in place of weights how many
 * examples it had, [1].
 */
export function meanLoss(name: string): Metric {
  return {
    name,
    better: "lower",
    begin() {
      let [total, examples] = [0, 0];
      return {
        update(loss, _, count) {
          const [batch] = count?.toArray() ?? [1];
          total += loss.toArray()[0] * batch;
          examples += batch;
        },
        result: () => total / examples,
        save: () => Float64Array.of(total, examples),
        load(saved) {
          [total, examples] = saved;
        },
      };
    },
  };
}
