import type { ForecastData, ForecastRow } from "./forecast-data.ts";
import { shorten, showPair, showPercent, showQuantity, withUnit } from "../drawing/format.ts";
import { rowOf } from "../drawing/leaderboard.ts";
import type { Answer } from "../drawing/sections.ts";
import { verdictOf } from "./verdict.ts";

/** The answer of a report: one sentence for its top, one below it, and the numbers behind both. */
export interface Headline extends Answer {
  readonly numbers: readonly {
    readonly label: string;
    readonly value: string;
    readonly kind: "best" | "naive" | "plain";
  }[];
}

/** Longer names would drown the sentence. */
const longestTarget = 48;

/** The models and texts that every sentence needs. */
interface Facts {
  readonly leaderboard: ForecastData["leaderboard"];
  readonly best: ForecastRow;
  readonly reference: ForecastRow;
  /** "naive", or the best reference model and naive where they differ. */
  readonly references: readonly ForecastRow[];
  /** "T (°C) 24 h ahead". */
  readonly what: string;
  /** An error with its unit. */
  readonly error: (row: ForecastRow) => string;
}

/**
 * Says plainly what came out: how far off the chosen model is beside the best reference model and the naive forecast,
 * or that it does not beat them.
 */
export function headline(
  data: Pick<ForecastData, "target" | "unit" | "simulated" | "horizon" | "leaderboard" | "test">,
): Headline {
  const { leaderboard, unit } = data;
  const best = rowOf(leaderboard.rows, leaderboard.best);
  const naive = rowOf(leaderboard.rows, leaderboard.naive);
  const reference = rowOf(leaderboard.rows, leaderboard.reference);
  const target = `${data.simulated ? "simulated " : ""}${showQuantity(shorten(data.target, longestTarget), unit)}`;
  const upTo = data.test.byHorizon.length > 1 ? "up to " : "";
  const facts: Facts = {
    leaderboard,
    best,
    reference,
    references: reference === naive ? [naive] : [reference, naive],
    what: `${target} ${upTo}${data.horizon} ahead`,
    error: (row) => withUnit(showPair(row.test.mae, (row === best ? reference : best).test.mae)[0], unit),
  };
  if (best === reference || best.parameters === 0) return ofReference(facts);
  const skill = skillAgainst(best, reference, facts);
  return skill !== null && skill > 0 ? ofWinner(facts) : ofLoser(facts);
}

/** The chosen model has a smaller test error than the best reference model. */
function ofWinner(facts: Facts): Headline {
  const { best, reference, references, what, error } = facts;
  const shares = references.map((row) => {
    const skill = skillAgainst(best, row, facts);
    const side = skill !== null && skill < 0 ? "worse" : "better";
    return `${showPercent(skill === null ? null : Math.abs(skill))} ${side} than ${nameOf(row, facts)}`;
  });
  return {
    answer: `${best.model} forecasts ${what} with a mean error of ${error(best)}, ${shares.join(" and ")}.`,
    detail:
      `${errorsOf(references, facts)} on average over the same test split, which no model saw before.` +
      (best.againstReference === undefined ? "" : ` ${verdictOf(best)}.`),
    numbers: [
      { label: `mean error of ${best.model}`, value: error(best), kind: "best" },
      ...numbersOf(references, facts),
      {
        label: references.length === 1 ? "better by" : `better than ${reference.model} by`,
        value: showPercent(skillAgainst(best, reference, facts)),
        kind: "plain",
      },
    ],
  };
}

/** The chosen model was trained, and a reference model has a smaller test error. */
function ofLoser(facts: Facts): Headline {
  const { best, reference, references, what, error, leaderboard } = facts;
  const result = best.test.mae === null ? "gave no finite error" : `is off by ${error(best)}`;
  const skill = skillAgainst(best, reference, facts);
  const share = skill === null ? "" : `, ${showPercent(Math.abs(skill))} worse`;
  const others = leaderboard.rows.filter(
    (row) => row.parameters > 0 && (row.test.mae ?? Infinity) < (reference.test.mae ?? -Infinity),
  );
  const numbers: Headline["numbers"] = [
    { label: `mean error of ${best.model}`, value: error(best), kind: "best" },
    ...numbersOf(references, facts),
  ];
  if (others.length > 0)
    return {
      answer: `${best.model}, chosen by its validation error, does not beat ${nameOf(reference, facts)} of ${what}.`,
      detail:
        `On average over the test split it ${result}. ${errorsOf(references, facts)}. ` +
        `${namesWithErrors(others, facts)} did better there, but to choose by that would be to use the test split ` +
        "for training.",
      numbers,
    };
  return {
    answer: `No trained model beats ${nameOf(reference, facts)} of ${what}.`,
    detail:
      `${errorsOf(references, facts)} on average over the test split; the chosen model, ${best.model}, ` +
      `${result}${share}.` +
      (best.againstReference === undefined || best.test.mae === null ? "" : ` ${verdictOf(best)}.`),
    numbers: [...numbers.slice(1), numbers[0]],
  };
}

/** A reference model was chosen. */
function ofReference(facts: Facts): Headline {
  const { best, references, what, leaderboard } = facts;
  const trained = leaderboard.rows.filter(({ parameters }) => parameters > 0);
  const others = trained.filter((row) => (row.test.mae ?? Infinity) < (best.test.mae ?? -Infinity));
  const name = nameOf(best, facts);
  return {
    answer:
      trained.length === 0
        ? `The ${best.model} forecast of ${what} was chosen: no model was trained.`
        : others.length === 0
          ? `No trained model beats ${name} of ${what}.`
          : `${capital(name)} of ${what} was chosen: in validation no trained model is better by more than chance.`,
    detail:
      `${errorsOf(references, facts)} on average over the test split.` +
      (others.length === 0 ? "" : ` ${namesWithErrors(others, facts)} did better there.`),
    numbers: numbersOf(references, facts),
  };
}

/** How much smaller an error is than a reference's; null where there is no such number. */
function skillAgainst(row: ForecastRow, reference: ForecastRow, { leaderboard }: Facts): number | null {
  return reference.model === leaderboard.naive ? row.skill : (row.againstReference?.skill ?? null);
}

function nameOf({ model }: ForecastRow, { leaderboard }: Facts): string {
  return `the ${model === leaderboard.naive ? "naive" : model} forecast`;
}

function errorsOf(rows: readonly ForecastRow[], facts: Facts): string {
  const [first, ...rest] = rows.map((row) => ({ name: nameOf(row, facts), size: facts.error(row) }));
  return [`${capital(first.name)} is off by ${first.size}`, ...rest.map(({ name, size }) => `${name} by ${size}`)].join(
    " and ",
  );
}

function numbersOf(rows: readonly ForecastRow[], { error }: Facts): Headline["numbers"] {
  return rows.map((row) => ({
    label: `mean error of ${row.model}`,
    value: error(row),
    kind: "naive",
  }));
}

function namesWithErrors(rows: readonly ForecastRow[], { error }: Facts): string {
  return new Intl.ListFormat("en").format(rows.map((row) => `${row.model} (${error(row)})`));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
