import { checkOptions } from "../tensor/options.ts";
import { weightsOf, type Metric } from "./metric.ts";

export interface R2ScoreOptions {
  /**
   * Of several outputs, the last axis: "uniform" is the mean of their scores, "varianceWeighted" their mean by the
   * spread of their targets, "none" one value for each, "r2Score.0" and so on. Default: "uniform".
   */
  readonly aggregation?: "uniform" | "varianceWeighted" | "none";
}

/** Numbers remembered of each output: weight, mean of the targets, Σ (y − mean)², Σ (y − p)². */
const perOutput = 4;

/**
 * The coefficient of determination, 1 − Σ (y − p)² / Σ (y − ȳ)²: 1 is perfect, 0 as good as always saying the mean,
 * which is that of all targets taken in. An output whose targets are all equal scores 0. Definition: Keras 3, R2Score;
 * sums are of differences from the running mean (Welford 1962), so large targets lose no digits.
 */
export function r2Score(options: R2ScoreOptions = {}): Metric {
  checkOptions("r2Score", options, { aggregation: true });
  const { aggregation = "uniform" } = options;
  return {
    name: "r2Score",
    better: "higher",
    begin() {
      let state = new Float64Array(0);
      const score = (k: number): number => {
        const [weight, , spread, error] = state.subarray(k * perOutput, (k + 1) * perOutput);
        return weight === 0 ? NaN : spread > 0 ? 1 - error / spread : 0;
      };
      const outputs = (): number[] => Array.from({ length: state.length / perOutput }, (_, k) => k);
      return {
        update(prediction, target, weights) {
          const [p, y] = [prediction.toArray(), target.toArray()];
          if (p.length !== y.length)
            throw new TypeError(
              `r2Score compares predictions and targets of one shape, got ${p.length} and ${y.length} elements`,
            );
          const width = prediction.shape.at(-1) ?? 1;
          if (state.length === 0) state = new Float64Array(width * perOutput);
          const weightAt = weightsOf(p.length / width, weights);
          for (let i = 0; i < p.length; i++) {
            const weight = weightAt(Math.floor(i / width));
            if (weight !== 0) takeIn(state, (i % width) * perOutput, weight, p[i], y[i]);
          }
        },
        result() {
          const scores = outputs().map(score);
          const shares = outputs().map((k) => (aggregation === "varianceWeighted" ? state[k * perOutput + 2] : 1));
          const total = shares.reduce((a, b) => a + b, 0);
          return scores.reduce((sum, each, k) => sum + each * shares[k], 0) / total;
        },
        ...(aggregation === "none"
          ? { results: () => Object.fromEntries(outputs().map((k) => [`r2Score.${k}`, score(k)])) }
          : {}),
        save: () => state.slice(),
        load(saved) {
          state = saved.slice();
        },
      };
    },
  };
}

function takeIn(state: Float64Array, at: number, weight: number, p: number, y: number): void {
  state[at] += weight;
  const distance = y - state[at + 1];
  state[at + 1] += (distance * weight) / state[at];
  state[at + 2] += weight * distance * (y - state[at + 1]);
  state[at + 3] += weight * (y - p) ** 2;
}
