/** What slots were called before 0.2, by the kind of optimizer; now they have Keras's names of Adam's variables. */
const former: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  adam: { mean: "momentum", square: "velocity", largest: "velocityHat" },
  adamW: { mean: "momentum", square: "velocity", largest: "velocityHat" },
  nadam: { mean: "momentum", square: "velocity" },
};

/** The slots of a saved state under the names of now. */
export function withPresentNames<Values>(
  kind: string,
  slots: Readonly<Record<string, Values>>,
): Readonly<Record<string, Values>> {
  const names = Object.hasOwn(former, kind) ? former[kind] : {};
  return Object.fromEntries(
    Object.entries(slots).map(([name, values]) => [Object.hasOwn(names, name) ? names[name] : name, values]),
  );
}
