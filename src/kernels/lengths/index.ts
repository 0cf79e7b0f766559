import { attentionRules } from "./attention.ts";
import { elementwiseRules } from "./elementwise.ts";
import { lossRules } from "./losses.ts";
import { optimizerRules } from "./optimizers.ts";
import { recurrentRules } from "./recurrent.ts";
import { rowRules } from "./rows.ts";
import type { Rules } from "./rule.ts";
import { stridedRules } from "./strided.ts";

/** For every kernel, the lengths of its arrays and the conditions on its sizes: the type asks for each of them. */
export const rules: Rules = {
  ...elementwiseRules,
  ...stridedRules,
  ...rowRules,
  ...attentionRules,
  ...recurrentRules,
  ...lossRules,
  ...optimizerRules,
};
