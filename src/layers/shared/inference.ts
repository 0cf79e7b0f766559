import type { CallContext } from "../layer.ts";
import { randomKey } from "../../tensor/random.ts";

/** As in prediction: dropout is off, and the key is not used. */
export const inference: CallContext = { training: false, key: randomKey(0) };
