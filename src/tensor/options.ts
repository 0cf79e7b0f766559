/** An option by each name that a function takes, whatever the values: the compiler holds that none is missing. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: unknown };

/** The options of a function that takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/** Names that users bring from elsewhere, without capitals and underscores, and what they are called here. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  decay: ["weightDecay"],
  deviation: ["stddev"],
  hiddensize: ["units"],
  inputshape: ["input"],
  lr: ["learningRate"],
  maximum: ["maxval", "maxValue"],
  minimum: ["minval", "minValue"],
  onbatchend: ["onStepEnd"],
  ontrainbatchend: ["onStepEnd"],
  minlearningrate: ["minLr"],
  p: ["rate"],
  sampleweight: ["weights"],
  shape: ["input"],
  std: ["stddev"],
};

/**
 * Throws a TypeError unless the options are an object, and each of them is one that the function takes: an option that
 * does not exist would be ignored in silence. The error names the nearest of those that there are. Throws a RangeError
 * for NaN.
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  known: OptionNames<NoInfer<Options>>,
): void {
  checkIsObject(owner, options);
  for (const [name, value] of Object.entries(options)) {
    // NaN passes every comparison that refuses a number, and no file can hold it.
    if (Number.isNaN(value)) throw new RangeError(`${owner}: ${name} is a number, got NaN`);
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    if (names.length === 0) throw new TypeError(`${owner} takes no options, got ${name}; help: leave it out`);
    const help = `${suggestion(name, names)}the options are ${names.join(", ")}`;
    throw new TypeError(`${owner} has no option ${name}; help: ${help}`);
  }
}

/** The error for a name of a kind of thing, a loss or a metric, that there is not. */
export function unknownName(kind: string, name: string, names: readonly string[], or = ""): RangeError {
  return new RangeError(
    `there is no ${kind} "${name}"; help: ${suggestion(name, names)}one of ${names.join(", ")}${or}`,
  );
}

/** "did you mean that? ", or nothing where no name is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? "" : `did you mean ${near}? `;
}

/** The options of what an option names, without its name: { name: "normal", stddev: 1 } → { stddev: 1 }. */
export function withoutName<Option extends { readonly name: string }>(option: Option): Omit<Option, "name"> {
  const { name: _name, ...options } = option;
  return options;
}

function checkIsObject(owner: string, options: unknown): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  const got = Array.isArray(options)
    ? "an array"
    : typeof options === "string"
      ? JSON.stringify(options)
      : String(options);
  throw new TypeError(`${owner} takes its options as an object, { name: value }, got ${got}`);
}

/**
 * The name that was meant: the same but for capitals and underscores, one of the aliases, or within a third of its
 * letters.
 */
function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = plainOf(name);
  const alias = Object.hasOwn(aliases, plain) ? aliases[plain].find((other) => names.includes(other)) : undefined;
  if (alias !== undefined) return alias;
  const distances = names.map((other) => ({ other, distance: editDistance(plain, plainOf(other)) }));
  const best = distances.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= Math.max(1, Math.floor(plain.length / 3)) ? best.other : undefined;
}

function plainOf(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** Letters to change, add or take away to make one word the other (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, above[j] + 1, row[j - 1] + 1));
    }
    above = row;
  }
  return above[b.length];
}
