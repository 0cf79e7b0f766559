import { startNode, type Started } from "../kernels/start-node.ts";
import { OptionError } from "../jobs/option-error.ts";

/** Starts the kernels that the environment asks for; a variable that says something else is the user's to mend. */
export function startKernels(): Started {
  try {
    return startNode();
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(error.message, { cause: error });
    throw error;
  }
}
