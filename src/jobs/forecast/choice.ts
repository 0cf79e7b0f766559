import { dieboldMariano, type DieboldMariano } from "../../scoring/forecast/diebold-mariano.ts";
import { isReference } from "./candidates.ts";
import { isBetter, type Candidate } from "./judge.ts";

/** Below it, a smaller validation error is taken for more than chance: 5 % for the side that is asked about. */
const twoSided = 0.1;

/** Models of so few choices that validation can trust them: the references, and `linear`, solved in closed form. */
function isPlain({ result: { model } }: Candidate): boolean {
  return isReference(model) || model === "linear";
}

/**
 * Chooses among models as they come, by validation alone. A network must beat the best reference model, or `linear`,
 * by more than chance, by Diebold and Mariano's test of their validation errors: on a short validation split a network
 * can look good by one warm week, and a forecast is not to be worse than one that costs nothing. Among all the others,
 * and the networks that do, the smallest validation error counts.
 */
export interface Choice {
  /** Whether the newest candidate is to be chosen over the one that was until now. References come first. */
  readonly isBetter: (one: Candidate, other: Candidate) => boolean;
  /** A sentence on models whose smaller validation error was not enough; none where there are none. */
  readonly notes: (chosen: Candidate) => readonly string[];
}

/** `furthest`: rows that the forecasts look ahead. */
export function choiceOf(furthest: number): Choice {
  let plain: Candidate | undefined;
  const doubtful: { readonly candidate: Candidate; readonly test: DieboldMariano | null }[] = [];
  const seen = new Set<Candidate>();
  const isShown = (candidate: Candidate): boolean => {
    if (plain === undefined) return true;
    const test = dieboldMariano(candidate.validationLosses, plain.validationLosses, furthest);
    if (test !== null && test.statistic < 0 && test.p < twoSided) return true;
    if (isBetter(candidate, plain)) doubtful.push({ candidate, test });
    return false;
  };
  const consider = (candidate: Candidate): void => {
    if (!isPlain(candidate) || seen.has(candidate)) return;
    seen.add(candidate);
    if (plain === undefined || isBetter(candidate, plain)) plain = candidate;
  };
  return {
    isBetter(one, other) {
      consider(other);
      consider(one);
      return isBetter(one, other) && (isPlain(one) || isShown(one));
    },
    notes: (chosen) => {
      const better = doubtful.filter(({ candidate }) => isBetter(candidate, chosen));
      if (better.length === 0) return [];
      const names = better.map(
        ({ candidate, test }) =>
          `${candidate.result.model} (${test === null ? "too few forecasts to tell" : `p = ${shown(test.p)}`})`,
      );
      return [
        `A smaller validation error that may be chance, by Diebold and Mariano's test against ` +
          `${plain?.result.model ?? "naive"}: ${names.join(", ")}; so ${chosen.result.model} was chosen.`,
      ];
    },
  };
}

function shown(p: number): string {
  return p.toPrecision(2);
}
