import type { Metric } from "../../metrics/metric.ts";
import type { MemoryTask } from "./task.ts";

/** Share of the sequences that were answered as the task demands. */
export function shareRight({ isRight }: Pick<MemoryTask, "isRight">): Metric {
  return {
    name: "shareRight",
    better: "higher",
    begin() {
      let [right, count] = [0, 0];
      return {
        update(prediction, target) {
          const [p, y] = [prediction.toArray(), target.toArray()];
          const [sequences] = prediction.shape;
          const width = p.length / sequences;
          for (let i = 0; i < sequences; i++) {
            const [from, to] = [i * width, (i + 1) * width];
            if (isRight(p.subarray(from, to), y.subarray(from, to))) right++;
          }
          count += sequences;
        },
        result: () => right / count,
      };
    },
  };
}
