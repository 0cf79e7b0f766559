import pc from "picocolors";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Colours for a terminal, none for pipes and files; NO_COLOR and FORCE_COLOR decide where they are set, NO_COLOR first.
 */
export function coloursFor(
  { isTTY = false }: { readonly isTTY?: boolean },
  environment: Environment = process.env,
): ReturnType<typeof pc.createColors> {
  return pc.createColors(isColoured(isTTY, environment));
}

function isColoured(isTTY: boolean, { NO_COLOR: none = "", FORCE_COLOR: forced = "", TERM }: Environment): boolean {
  if (none !== "") return false;
  if (forced !== "") return forced !== "0" && forced !== "false";
  return isTTY && TERM !== "dumb";
}

/** Of what goes to standard output. */
export const onOutput = coloursFor(process.stdout);
/** Of what goes to standard error. */
export const onError = coloursFor(process.stderr);
