import { startNode, type Started } from "../kernels/start-node.ts";
import { OptionError } from "../jobs/option-error.ts";

/** Starts the kernels that the environment selects; throws for a variable with another value. */
export function startKernels(): Started {
  try {
    return startNode();
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(error.message, { cause: error });
    throw error;
  }
}
