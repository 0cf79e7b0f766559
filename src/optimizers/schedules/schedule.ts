/**
 * A learning rate as a function of the step's number, which counts from 1 over the whole training. Schedules that Keras
 * defines count from 0 there: the first step gets the same rate in both.
 */
export type Schedule = (step: number) => number;

/** Throws a RangeError unless the option is a number of which `valid` holds. */
export function checkOption(schedule: string, option: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new RangeError(`${schedule}: ${option} must be ${expected}, got ${value}`);
}

/** Throws a RangeError unless each of these rates, by their options' names, is at least 0. */
export function checkRates(schedule: string, rates: Readonly<Record<string, number>>): void {
  for (const [option, rate] of Object.entries(rates)) checkOption(schedule, option, rate, rate >= 0, "at least 0");
}

/** Throws a RangeError unless each of these numbers of steps, by their options' names, is above 0. */
export function checkSteps(schedule: string, counts: Readonly<Record<string, number>>): void {
  for (const [option, count] of Object.entries(counts)) {
    checkOption(schedule, option, count, count > 0 && count < Infinity, "a number of steps above 0");
  }
}
