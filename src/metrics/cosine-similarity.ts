import { checkOptions, type NoOptions } from "../tensor/options.ts";
import { meanOverRows, type Metric } from "./metric.ts";

/**
 * Mean over rows of the cosine of the angle between predictions and targets along their last axis; the cosine of a row
 * shorter than 10⁻⁷ shrinks with it. Definition: Keras 3, CosineSimilarity.
 */
export function cosineSimilarity(options: NoOptions = {}): Metric {
  checkOptions("cosineSimilarity", options, {});
  return meanOverRows("cosineSimilarity", "numbers", (prediction, target, width) => {
    const [p, y] = [prediction.toArray(), target.toArray()];
    return (row) => {
      let [pp, yy, py] = [0, 0, 0];
      for (let i = row * width; i < (row + 1) * width; i++) {
        pp += p[i] * p[i];
        yy += y[i] * y[i];
        py += p[i] * y[i];
      }
      return py / (Math.max(Math.sqrt(pp), 1e-7) * Math.max(Math.sqrt(yy), 1e-7));
    };
  });
}
